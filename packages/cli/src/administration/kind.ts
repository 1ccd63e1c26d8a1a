/** What the management API keeps lists of, and how the command tells of one item and of many. */

import type { JsonObject } from '../untrusted/json.ts';
import type { Column } from './present.ts';

export type Kind = {
  /** First word of its commands, and what one of them is called: `user`. */
  readonly word: string;
  /** Several of them: `users`. */
  readonly words: string;
  /** Of the list, below the API. */
  readonly path: string;
  /** Members by which people may call an item, best first; the first one is printed of it. */
  readonly names: readonly [string, ...string[]];
  /** `server`: the list takes `search`; `here`: what it names is looked for in the whole list. */
  readonly search: 'server' | 'here';
  /** Whether an item has an address of its own that answers what it is. */
  readonly isReadAlone: boolean;
  /** How a path names the item. */
  readonly keyOf: (item: JsonObject) => string;
  /** Of the list. */
  readonly columns: readonly Column[];
  /** Of one item. */
  readonly details: readonly Column[];
};
