import { SignJWT } from 'jose';
import { fixtureKey } from '../setup/keys.ts';
import { type ClientKey, newClientKey } from './client-assertion.ts';
import { publicMembers } from './dpop-proof.ts';
import { randomText } from './parameters.ts';

// One installation of a client, and what its maker says of it: Client Attestation §4, §5.1.

type Members = Readonly<Record<string, unknown>>;

export interface Installation {
  readonly clientId: string;
  readonly key: ClientKey;
}

export const newInstallation = async (clientId: string): Promise<Installation> => ({
  clientId,
  key: await newClientKey(),
});

const sign = (
  { alg, privateKey }: Pick<ClientKey, 'alg'> & { readonly privateKey: Parameters<SignJWT['sign']>[0] },
  header: Members,
  claims: Members,
): Promise<string> =>
  new SignJWT(JSON.parse(JSON.stringify(claims))).setProtectedHeader({ alg, ...header }).sign(privateKey);

/** Signed by the maker whose key the fixtures know; a claim that is undefined is left out. */
export function stateOf({ clientId, key }: Installation, claims: Members = {}): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const right = { sub: clientId, iat: now, exp: now + 600, cnf: { jwk: publicMembers(key.publicJwk) } };
  return sign(
    fixtureKey,
    { typ: 'oauth-client-attestation+jwt', kid: fixtureKey.kid },
    { ...right, ...claims },
  );
}

/** By the key of the installation. */
export function possess({ key }: Installation, issuer: string, claims: Members = {}): Promise<string> {
  const right = { aud: issuer, jti: randomText(), iat: Math.floor(Date.now() / 1000) };
  return sign(key, { typ: 'oauth-client-attestation-pop+jwt' }, { ...right, ...claims });
}
