import { type Epoch, sha256 } from '@grantor/protocol';
import { type SigningKey, standingOf } from './signing-key.ts';

export type KeySet = { readonly body: string; readonly etag: string };

/**
 * The published keys as a JWK set: those that sign, will sign, or signed tokens that may still live
 * (protocol.md JW-1, JW-2). Serialised again only when that list has changed; the entity tag is strong.
 */
export function createKeySet(longestToken: number): (keys: Iterable<SigningKey>, now: Epoch) => KeySet {
  let published: { readonly kids: string; readonly set: KeySet } | null = null;
  return (keys, now) => {
    const shown = [...keys].filter((key) => isPublished(key, now, longestToken)).sort(byActivation);
    const kids = JSON.stringify(shown.map((key) => key.kid));
    if (published?.kids === kids) return published.set;
    const body = JSON.stringify({ keys: shown.map((key) => key.publicJwk) });
    published = { kids, set: { body, etag: `"${sha256(body)}"` } };
    return published.set;
  };
}

function isPublished(key: SigningKey, now: Epoch, longestToken: number): boolean {
  const standing = standingOf(key, now, longestToken);
  return standing !== 'retired' && standing !== 'gone';
}

const byActivation = (a: SigningKey, b: SigningKey): number =>
  a.activatesAt - b.activatesAt || (a.kid < b.kid ? -1 : 1);
