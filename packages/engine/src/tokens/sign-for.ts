/** JWTs for one client: signed, then encrypted where it asked for that (OpenID Connect Core §10.2, advanced.md JWR-4). */

import { OAuthError } from '@grantor/protocol';
import { type EncryptedAnswer, type EncryptingClient, readerOf } from '../model/encrypted-answer.ts';
import type { ClientKeys } from '../ports/client-proofs.ts';
import type { Source } from '../ports/facts.ts';
import type { KeyRing, SigningRequest, TokenUse } from '../ports/ports.ts';

export type SigningWorld = {
  readonly keys: Pick<KeyRing, 'sign'>;
  readonly clientKeys: Pick<ClientKeys, 'encrypt'>;
  readonly source: Pick<Source, 'address'>;
};

/** Which setting of the client each use follows; a client that reads no other ID tokens takes no other logout tokens. */
const answers: Readonly<Record<Exclude<TokenUse, 'access_token'>, EncryptedAnswer>> = {
  id_token: 'id_token',
  logout_token: 'id_token', // OpenID Connect Back-Channel Logout §2.6
  userinfo: 'userinfo',
  authorization_response: 'authorization_response',
  introspection: 'introspection',
};

type Letter = SigningRequest & { readonly use: keyof typeof answers };

/** Throws `temporarily_unavailable` where it cannot be encrypted now: what was to be secret never goes out readable. */
export async function signFor(
  client: EncryptingClient,
  letter: Letter,
  { keys, clientKeys, source }: SigningWorld,
): Promise<string> {
  const jwt = await keys.sign(letter);
  const reader = readerOf(client, answers[letter.use]);
  if (reader === null) return jwt;
  const encrypted = await clientKeys.encrypt(jwt, reader, source);
  if (encrypted === null) throw noKeyToEncrypt();
  return encrypted;
}

/** Seconds until the client may have published another key. */
const keysRetryAfter = 30;

const noKeyToEncrypt = (): OAuthError =>
  new OAuthError('temporarily_unavailable', 'The client publishes no key to encrypt the answer with.', {
    retryAfter: keysRetryAfter,
  });
