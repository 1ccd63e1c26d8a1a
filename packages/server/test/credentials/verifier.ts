/** A verifier by a library of others: signature, disclosures, status and type. */

import { createHash, verify as verifySignature } from 'node:crypto';
import { SDJwtVcInstance } from '@sd-jwt/sd-jwt-vc';
import { importJWK, type JWK } from 'jose';

type IssuerKeys = { readonly keys: readonly JWK[] };

const isSigned =
  (keys: IssuerKeys) =>
  async (data: string, signature: string): Promise<boolean> => {
    const header = JSON.parse(Buffer.from(data.split('.')[0] ?? '', 'base64url').toString());
    const jwk = keys.keys.find(({ kid }) => kid === header.kid);
    if (jwk === undefined) return false;
    const key = await crypto.subtle.exportKey('spki', (await importJWK(jwk, header.alg)) as CryptoKey);
    return verifySignature(
      header.alg === 'EdDSA' ? null : 'sha256',
      Buffer.from(data),
      { key: Buffer.from(key), format: 'der', type: 'spki', dsaEncoding: 'ieee-p1363' },
      Buffer.from(signature, 'base64url'),
    );
  };

/** What the credential says, by keys that its issuer publishes; rejects where it is wrong or revoked. */
export async function verifyCredential(credential: string) {
  const { iss } = JSON.parse(Buffer.from(credential.split('.')[1] ?? '', 'base64url').toString());
  const { jwks_uri } = (await (await fetch(`${iss}/.well-known/jwt-vc-issuer`)).json()) as {
    jwks_uri: string;
  };
  const keys = (await (await fetch(jwks_uri)).json()) as IssuerKeys;
  const verifier = new SDJwtVcInstance({
    hasher: (data, alg) =>
      new Uint8Array(
        createHash(alg.replace('-', ''))
          .update(Buffer.from(data as string))
          .digest(),
      ),
    hashAlg: 'sha-256',
    verifier: isSigned(keys),
    statusVerifier: isSigned(keys),
    loadTypeMetadataFormat: true,
    vctFetcher: async (uri: string) => (await fetch(uri)).json() as never,
    statusListFetcher: async (uri: string) => (await fetch(uri)).text(),
  });
  const { payload, header } = await verifier.verify(credential);
  const claims = (await verifier.getClaims(credential)) as Readonly<Record<string, unknown>>;
  return { payload, header, claims, type: await verifier.getVct(credential) };
}
