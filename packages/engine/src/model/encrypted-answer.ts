/** What of the answers for a client is encrypted, and how (advanced.md JWR-4). */

import type { Client } from './client.ts';

type Setting = {
  /** What the members of metadata begin with. */
  readonly wire: string;
  readonly alg: keyof EncryptionSettings;
  readonly enc: keyof EncryptionSettings;
};

type EncryptionSettings = Pick<
  Client,
  | 'idTokenEncryptionAlg'
  | 'idTokenEncryptionEnc'
  | 'userinfoEncryptionAlg'
  | 'userinfoEncryptionEnc'
  | 'authorizationEncryptionAlg'
  | 'authorizationEncryptionEnc'
  | 'introspectionEncryptionAlg'
  | 'introspectionEncryptionEnc'
>;

/** The settings of each kind of answer. */
export const encryptedAnswers = {
  id_token: { wire: 'id_token', alg: 'idTokenEncryptionAlg', enc: 'idTokenEncryptionEnc' },
  userinfo: { wire: 'userinfo', alg: 'userinfoEncryptionAlg', enc: 'userinfoEncryptionEnc' },
  authorization_response: {
    wire: 'authorization',
    alg: 'authorizationEncryptionAlg',
    enc: 'authorizationEncryptionEnc',
  },
  introspection: {
    wire: 'introspection',
    alg: 'introspectionEncryptionAlg',
    enc: 'introspectionEncryptionEnc',
  },
} as const satisfies Readonly<Record<string, Setting>>;

export type EncryptedAnswer = keyof typeof encryptedAnswers;

/** Names of the members that ask for it (OpenID Connect Registration §2, JARM §3). */
export const encryptionMembers = ({ wire }: Pick<Setting, 'wire'>) => ({
  alg: `${wire}_encrypted_response_alg`,
  enc: `${wire}_encrypted_response_enc`,
});

/** Whose keys something is encrypted by, and how (RFC 7516 §4.1). */
export type Reader = Pick<Client, 'jwks' | 'jwksUri'> & { readonly alg: string; readonly enc: string };

/** null: the client reads it as it was signed. */
export function readerOf(
  client: EncryptionSettings & Pick<Client, 'jwks' | 'jwksUri'>,
  answer: EncryptedAnswer,
): Reader | null {
  const setting = encryptedAnswers[answer];
  const [alg, enc] = [client[setting.alg], client[setting.enc]];
  if (alg === null || enc === null) return null;
  return { alg, enc, jwks: client.jwks, jwksUri: client.jwksUri };
}

export type EncryptingClient = Parameters<typeof readerOf>[0];
