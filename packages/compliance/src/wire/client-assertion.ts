import { createSecretKey, type KeyObject } from 'node:crypto';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { type Parameters, randomText } from './parameters.ts';

// A client that proves itself with a key of its own: RFC 7523 §2.2.

export const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

export interface SigningKey {
  readonly kid: string;
  readonly alg: string;
  readonly privateKey: CryptoKey | KeyObject;
}

export interface ClientKey extends SigningKey {
  readonly privateKey: CryptoKey;
  /** As it stands in a published key set. */
  readonly publicJwk: JWK;
}

export async function newClientKey(alg = 'ES256'): Promise<ClientKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  const kid = randomText(8);
  return { kid, alg, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
}

export interface AssertionWish {
  readonly clientId: string;
  readonly audience: string | readonly string[];
  /** Laid over the right claims; undefined leaves a claim out. */
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
}

/** What an assertion is signed with; without a name where it is no key of a set. */
type AssertionKey = Omit<SigningKey, 'kid'> & Partial<Pick<SigningKey, 'kid'>>;

/** The octets of a secret that client and server share (Core §10.1). */
export const sharedKey = (secret: string): AssertionKey => ({
  alg: 'HS256',
  privateKey: createSecretKey(Buffer.from(secret)),
});

/** A JWT with which the client authenticates, good for a minute unless told otherwise. */
export function signAssertion(key: AssertionKey, wish: AssertionWish): Promise<string> {
  const { clientId, audience, claims = {}, header = {} } = wish;
  const now = Math.floor(Date.now() / 1000);
  const right = { iss: clientId, sub: clientId, aud: audience, jti: randomText(), iat: now, exp: now + 60 };
  const payload = Object.fromEntries(
    Object.entries({ ...right, ...claims }).filter(([, value]) => value !== undefined),
  );
  return new SignJWT(payload)
    .setProtectedHeader({ alg: key.alg, ...(key.kid === undefined ? {} : { kid: key.kid }), ...header })
    .sign(key.privateKey);
}

/** The parameters that carry an assertion. */
export async function presentAssertion(key: AssertionKey, wish: AssertionWish): Promise<Parameters> {
  return { client_assertion_type: ASSERTION_TYPE, client_assertion: await signAssertion(key, wish) };
}
