import { type CryptoKey, compactDecrypt, exportJWK, generateKeyPair, type JWK } from 'jose';
import { randomText } from './parameters.ts';

// A client's key for what is encrypted for it: RFC 7516.

export interface ReaderKey {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  /** As it stands in a published key set. */
  readonly publicJwk: JWK;
}

export async function newReaderKey(alg: string): Promise<ReaderKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { crv: 'P-256', extractable: true });
  const kid = randomText(8);
  return { kid, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, use: 'enc' } };
}

export interface ReadText {
  readonly text: string;
  readonly header: Readonly<Record<string, unknown>>;
}

/** What was encrypted by the key. */
export async function decrypt(jwe: string, { privateKey }: ReaderKey): Promise<ReadText> {
  const { plaintext, protectedHeader } = await compactDecrypt(jwe, privateKey);
  return { text: new TextDecoder().decode(plaintext), header: { ...protectedHeader } };
}
