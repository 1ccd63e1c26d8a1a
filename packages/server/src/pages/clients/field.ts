/** What a field of a client's form is. product §8, C-1 */

import type { PlainKey } from '../text/catalogue.ts';

type Kind =
  | 'line'
  | 'text'
  /** One entry in each line. */
  | 'lines'
  /** Entries between spaces. */
  | 'words'
  | 'tick'
  | 'choice'
  | 'number'
  | 'json';

export type FieldOption = { readonly value: string; readonly label: PlainKey };

export type ClientField = {
  /** As it is posted. */
  readonly name: string;
  /** The member of the client it is; null: of what several fields say together. */
  readonly wire: string | null;
  readonly kind: Kind;
  readonly label: PlainKey;
  readonly hint?: PlainKey;
  /** The first one is what counts where nothing was posted. */
  readonly options?: readonly FieldOption[];
  /** `everyone`: owners of apps, too. */
  readonly audience: 'everyone' | 'administrators';
};

export type ClientSection = {
  readonly id: string;
  readonly title: PlainKey;
  readonly fields: readonly ClientField[];
};

type More = Partial<Pick<ClientField, 'hint' | 'options' | 'audience'>>;

export const field = (
  kind: Kind,
  [name, label]: readonly [name: string, label: PlainKey],
  { wire = name, ...more }: More & { readonly wire?: string | null } = {},
): ClientField => ({ name, wire, kind, label, audience: 'administrators', ...more });

export const everyone = { audience: 'everyone' } as const;
/** Read together: they are one list of grants. */
export const flow = { ...everyone, wire: null } as const;
