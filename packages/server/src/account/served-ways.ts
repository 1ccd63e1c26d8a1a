import { externalSource } from '../people/external-person.ts';
import type { Site } from '../site/site.ts';
import type { ServedWays } from '../store/connections.ts';

/** What lets people in here, of which everybody keeps one (product.md I-8). */
export const servedWays = ({ upstream, factors, signIn }: Site): ServedWays => ({
  providers: upstream.providers.map(({ name }) => name),
  passkeys: factors.party === null ? 'not_served' : 'served',
  externalSource: signIn.external === undefined ? null : externalSource,
});
