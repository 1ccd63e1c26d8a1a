/** What a client may say of answers that are encrypted for it (OpenID Connect Registration §2, advanced.md JWR-4). */

import { isKeyManagementAlgorithm, mayEncrypt } from '@grantor/protocol';
import {
  type EncryptedAnswer,
  encryptedAnswers,
  encryptionMembers,
  type Reader,
  readerOf,
} from '../model/encrypted-answer.ts';
import type { ClientKeys } from '../ports/client-proofs.ts';
import type { Source } from '../ports/facts.ts';
import { type Findings, unacceptable } from './member.ts';
import { type ClientMetadata, type GivenMetadata, members } from './members.ts';

/** With how content is encrypted where the algorithm of the key alone is named. */
const settings = [
  ...Object.values(encryptedAnswers).map((setting) => ({ ...setting, usual: 'A128CBC-HS256' })),
  // A128CBC-HS256 is not taken here, so that is replaced, as the answer says (RFC 7591 §3.2.1, advanced.md JAR-6)
  { alg: 'requestObjectEncryptionAlg', enc: 'requestObjectEncryptionEnc', usual: 'A128GCM' },
] as const;

/** The settings as they hold: content has no algorithm where the key has none. */
export function decideEncryption(given: GivenMetadata, found: Findings): Partial<GivenMetadata> {
  const decided = settings.map((setting): Partial<GivenMetadata> => {
    const [alg, enc] = [given[setting.alg], given[setting.enc]];
    if (alg !== null) return { [setting.enc]: enc ?? setting.usual };
    if (enc !== null) found.add(unacceptable(members[setting.enc].wire, 'encryption_alg_needed'));
    return {};
  });
  return Object.assign({}, ...decided);
}

/** Refuses a client with keys of its own none of which is for encryption, or without any. Fetches nothing. */
export function checkReaders(metadata: ClientMetadata): void {
  for (const [at, { alg, jwks, jwksUri }] of readersOf(metadata)) {
    if (jwks === null && jwksUri === null) throw unacceptable(at, 'keys_needed');
    const isFit = (jwk: Parameters<typeof mayEncrypt>[0]) =>
      isKeyManagementAlgorithm(alg) && mayEncrypt(jwk, alg);
    if (jwks !== null && !jwks.keys.some(isFit)) throw unacceptable(at, 'encryption_key_needed');
  }
}

/**
 * Refuses a client at whose address there is no key for what it wants encrypted, at each registration and each change:
 * it would be answered nothing.
 */
export async function checkPublishedReaders(
  clientKeys: Pick<ClientKeys, 'canEncrypt'>,
  metadata: Parameters<typeof readerOf>[0],
  source: Pick<Source, 'address'>,
): Promise<void> {
  for (const [at, reader] of readersOf(metadata)) {
    if (reader.jwksUri !== null && !(await clientKeys.canEncrypt(reader, source)))
      throw unacceptable(at, 'encryption_key_needed');
  }
}

/** With the members that ask for them. */
const readersOf = (metadata: Parameters<typeof readerOf>[0]): readonly (readonly [string, Reader])[] =>
  (Object.keys(encryptedAnswers) as EncryptedAnswer[]).flatMap((answer) => {
    const reader = readerOf(metadata, answer);
    return reader === null ? [] : [[encryptionMembers(encryptedAnswers[answer]).alg, reader] as const];
  });
