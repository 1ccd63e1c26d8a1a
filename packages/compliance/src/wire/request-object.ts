import { SignJWT } from 'jose';
import type { SigningKey } from './client-assertion.ts';
import type { Parameters } from './parameters.ts';

// An authorization request that its client signs: RFC 9101.

export interface RequestObjectWish {
  readonly audience: string;
  /** Those of the request, as claims. */
  readonly parameters: Parameters;
  /** Laid over the right claims; undefined leaves a claim out. */
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
}

/** The request as a JWT, good for a minute unless told otherwise. */
export function signRequestObject(key: SigningKey, wish: RequestObjectWish): Promise<string> {
  const { audience, parameters, claims = {}, header = {} } = wish;
  const now = Math.floor(Date.now() / 1000);
  const right = { iss: parameters['client_id'], aud: audience, nbf: now, exp: now + 60 };
  const payload = Object.fromEntries(
    Object.entries({ ...parameters, ...right, ...claims }).filter(([, value]) => value !== undefined),
  );
  return new SignJWT(payload)
    .setProtectedHeader({ alg: key.alg, kid: key.kid, typ: 'oauth-authz-req+jwt', ...header })
    .sign(key.privateKey);
}
