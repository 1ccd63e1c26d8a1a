/** Caches that forget together: what one worker has changed, none of the others keeps in its old form (operations.md E-3). */

import type { Relay } from './relay.ts';

/** By cache, how a key of it is forgotten in this process. */
export type Forgets<Cache extends string> = { readonly [Name in Cache]: (key: string) => void };

/** The same, and told to the others; what they tell is forgotten here. Caches have names without spaces. */
export function forgettingTogether<Cache extends string>(own: Forgets<Cache>, relay: Relay): Forgets<Cache> {
  const known: Readonly<Record<string, (key: string) => void>> = own;
  relay.subscribe((message) => {
    const [, cache = '', key = ''] = /^(\S+) (.*)$/s.exec(message) ?? [];
    known[cache]?.(key);
  });
  const together = Object.entries(known).map(([cache, forget]) => [
    cache,
    (key: string) => {
      forget(key);
      relay.publish(`${cache} ${key}`);
    },
  ]);
  return Object.fromEntries(together);
}
