/**
 * Opens what was encrypted for this server (RFC 7516 §5.2). Whatever is wrong with it, the answer is the same: nobody
 * learns by asking how far their text came (RFC 7516 §11.5).
 */

import type { KeyObject } from 'node:crypto';
import type { KeyRing } from '@grantor/engine';
import {
  decodeBase64url,
  decodeUtf8,
  type Epoch,
  isKeyManagementAlgorithm,
  jwtLimit,
  type KeyManagementAlgorithm,
  readJsonObject,
} from '@grantor/protocol';
import { type ContentEncryptionName, contentEncryptions, hasLengths } from './content-encryption.ts';
import type { HeldKeys } from './held-keys.ts';
import { decryptionAlgorithms } from './key-algorithm.ts';
import { recoverKey, type WrappedKey } from './key-recovery.ts';
import { type ServerKey, standingOf } from './server-key.ts';

/** advanced.md JAR-6: none of them has a padding of its own. */
const contents = ['A128GCM', 'A256GCM'] as const satisfies readonly ContentEncryptionName[];

export const ownDecryption: KeyRing['decryption'] = { algorithms: decryptionAlgorithms, contents };

export function createDecrypt(held: HeldKeys, longestToken: number): KeyRing['decrypt'] {
  const isAccepted = (key: ServerKey, alg: KeyManagementAlgorithm, now: Epoch): boolean =>
    key.alg === alg && ['next', 'active', 'retiring'].includes(standingOf(key, now, longestToken));
  return async (text, now) => {
    const jwe = parseCompactJwe(text);
    if (jwe === null) return null;
    const { alg, kid } = jwe;
    const named = kid === null ? held.all() : [await held.find(kid, now)];
    for (const key of named) {
      if (key === null || !isAccepted(key, alg, now)) continue;
      const content = await openedBy(key.privateKey, jwe);
      if (content !== null) return decodeUtf8(content);
    }
    return null;
  };
}

type CompactJwe = WrappedKey & {
  readonly kid: string | null;
  readonly iv: Uint8Array;
  readonly ciphertext: Uint8Array;
  readonly tag: Uint8Array;
  /** The header as it came: it is bound to the content. */
  readonly aad: Uint8Array;
};

async function openedBy(key: KeyObject, jwe: CompactJwe): Promise<Uint8Array | null> {
  const contentKey = await recoverKey[jwe.alg](key, jwe);
  if (contentKey === null) return null;
  const { iv, aad } = jwe;
  return contentEncryptions[jwe.enc].open(jwe, { key: contentKey, iv, aad });
}

/** The parts, nothing of them trusted yet; null where it is none that this server could open (RFC 7516 §7.1). */
function parseCompactJwe(text: string): CompactJwe | null {
  if (text.length > jwtLimit) return null;
  const [head = '', ...rest] = text.split('.');
  const parts = rest.map(decodeBase64url);
  const header = readHeader(readJsonObject(head));
  if (header === null || parts.length !== 4 || parts.includes(null)) return null;
  const [encryptedKey, iv, ciphertext, tag] = parts as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
  const aad = Buffer.from(head);
  return hasLengths(contentEncryptions[header.enc], { iv, tag })
    ? { ...header, encryptedKey, iv, ciphertext, tag, aad }
    : null;
}

// RFC 7516 §4.1: nothing is decompressed, and no extension is understood
const unacceptable = ['zip', 'crit', 'b64'];

function readHeader(
  header: Record<string, unknown> | null,
): Pick<CompactJwe, 'alg' | 'enc' | 'kid' | 'epk' | 'parties'> | null {
  if (header === null || unacceptable.some((name) => name in header)) return null;
  const { alg, enc, kid = null, cty = 'JWT', epk, apu = '', apv = '' } = header;
  if (typeof alg !== 'string' || !isKeyManagementAlgorithm(alg)) return null;
  const content = contents.find((name) => name === enc);
  if (content === undefined || !(kid === null || typeof kid === 'string')) return null;
  // RFC 7519 §5.2
  if (typeof cty !== 'string' || !/^(?:application\/)?jwt$/i.test(cty)) return null;
  const [u, v] = [apu, apv].map((party) => (typeof party === 'string' ? decodeBase64url(party) : null));
  if (!u || !v) return null;
  return { alg, enc: content, kid, epk, parties: { u, v } };
}
