import type { KeyObject } from 'node:crypto';
import { after, type Epoch, type SignatureAlgorithmName, sha256 } from '@grantor/protocol';
import { invalidToken, unavailable } from '../access/denial.ts';
import type { Ports } from '../ports/ports.ts';
import type { Discovery } from './discovery.ts';
import { foundOrThrow, getDocument } from './documents.ts';
import { beginning, createHeld, type Fetched, type Held, maxAgeOf } from './held.ts';
import type { IssuerOptions } from './issuer-options.ts';
import { type KeySearch, type KeySet, readKeySet } from './key-set.ts';

/** A key and the set it is of. */
export type FoundKey = { readonly key: KeyObject; readonly keySet: KeySet };

/** The keys of one issuer. */
export type IssuerKeys = {
  /**
   * The key that made a signature. A name nobody knows makes the issuer be asked again, at most every 30 s.
   * Throws `Denied`: `invalid_token` when there is no such key, `unavailable` when nobody can tell.
   */
  find(header: { kid: string | null; alg: SignatureAlgorithmName }, now: Epoch): Promise<FoundKey>;
  /** The set in force, or null when the issuer has to be asked first; the same object as long as nothing changed. */
  peek(now: Epoch): KeySet | null;
};

/** Seconds between two requests that an unknown `kid` causes (security.md Q-5). */
const cooldown = 30;

/** Bytes of a key set, and seconds for which it is fresh (resource.md §2). */
const limit = 262_144;
const freshness = { least: 300, most: 86_400, silent: 600 } as const;

export type KeyWorld = { readonly discovery: Discovery; readonly ports: Pick<Ports, 'fetch'> };

export function createIssuerKeys(
  issuer: Pick<IssuerOptions, 'issuer' | 'jwksUri'>,
  world: KeyWorld,
): IssuerKeys {
  const held = createHeld(createSource(issuer, world));
  const renewForUnknown = createRenewal(held);

  const search = async (header: Parameters<IssuerKeys['find']>[0], now: Epoch): Promise<Search> => {
    const { kid, alg } = header;
    const searchIn = (keySet: KeySet): Search => ({ keySet, found: keySet.find(kid, alg) });
    const known = held.peek(now);
    const first = searchIn(known ?? (await held.current(now)));
    if (first.found.kind !== 'unknown') return first;
    if (known === null) {
      // Asked just now, or asked in vain: a good token must not be thrown away because the issuer is down
      if (!held.isFresh(now)) throw unavailable(unanswered);
      return first;
    }
    return searchIn(await renewForUnknown(now));
  };

  return {
    peek: held.peek,
    async find(header, now) {
      const { found, keySet } = await search(header, now);
      if (found.kind === 'key') return { key: found.key, keySet };
      throw invalidToken(
        found.kind === 'unknown' ? 'no key of the issuer has this kid' : 'no single key of the issuer fits',
      );
    },
  };
}

type Search = { readonly keySet: KeySet; readonly found: KeySearch };

const unanswered = 'the kid is unknown and the issuer could not be asked';

/** One request at most in each cooldown; those who come meanwhile share it. */
function createRenewal(held: Held<KeySet>): (now: Epoch) => Promise<KeySet> {
  let last: { readonly until: Epoch; outcome: 'pending' | 'renewed' | 'failed' } = {
    until: beginning,
    outcome: 'renewed',
  };
  return async (now) => {
    if (held.pending !== null) return await held.pending;
    if (now < last.until) {
      if (last.outcome === 'failed') throw unavailable(unanswered);
      throw invalidToken('no key of the issuer has this kid');
    }
    const mine: typeof last = { until: after(now, cooldown), outcome: 'pending' };
    last = mine;
    try {
      const set = await held.renew(now);
      mine.outcome = 'renewed';
      return set;
    } catch (error) {
      mine.outcome = 'failed';
      throw error;
    }
  };
}

/** Asks for the key set where the options or discovery say; an unchanged set stays the same object. */
function createSource(
  { issuer, jwksUri }: Pick<IssuerOptions, 'issuer' | 'jwksUri'>,
  { discovery, ports }: KeyWorld,
): () => Promise<Fetched<KeySet>> {
  let last: { readonly digest: string; readonly set: KeySet } | null = null;
  return async () => {
    const url = jwksUri ?? (await discovery(issuer)).jwksUri;
    if (url === null) throw unavailable(`${issuer} names no jwks_uri that can be used`);
    const { body, object, cacheControl } = foundOrThrow(await getDocument(ports, url, limit), url);
    const digest = sha256(Buffer.from(body).toString('latin1'));
    const set = last?.digest === digest ? last.set : readKeySet(object);
    if (set === null) throw unavailable(`${url} answers with no key set, or with too many keys`);
    last = { digest, set };
    const { least, most, silent } = freshness;
    const maxAge = maxAgeOf(cacheControl);
    return { value: set, freshFor: maxAge === null ? silent : Math.min(Math.max(maxAge, least), most) };
  };
}
