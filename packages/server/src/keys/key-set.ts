import { type Epoch, sha256 } from '@grantor/protocol';
import { isDecryptionAlgorithm } from './key-algorithm.ts';
import { type ServerKey, standingOf } from './server-key.ts';

export type KeySet = { readonly body: string; readonly etag: string };

/**
 * The published keys as a JWK set: those that sign, will sign, or signed tokens that may still live, and those that
 * request objects may be encrypted for (protocol.md JW-1, JW-2, advanced.md JAR-6). Serialised again only when that list has changed; the entity tag is strong.
 */
export function createKeySet(longestToken: number): (keys: Iterable<ServerKey>, now: Epoch) => KeySet {
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

function isPublished(key: ServerKey, now: Epoch, longestToken: number): boolean {
  const standing = standingOf(key, now, longestToken);
  // What is encrypted from now on is for the successor
  if (standing === 'retiring' && isDecryptionAlgorithm(key.alg)) return false;
  return standing !== 'retired' && standing !== 'gone';
}

const byActivation = (a: ServerKey, b: ServerKey): number =>
  a.activatesAt - b.activatesAt || (a.kid < b.kid ? -1 : 1);
