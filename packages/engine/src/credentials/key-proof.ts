/** Keys that wallets prove to hold (OpenID4VCI Appendix F.1, federation-vci-authlete.md VCI-10). */

import {
  type Epoch,
  OAuthError,
  type PublicJwk,
  parseCompactJws,
  readJsonObject,
  type SignatureAlgorithmName,
  verifyByEmbeddedKey,
} from '@grantor/protocol';
import { anonymousWallet } from '../grants/pre-authorized-code.ts';
import type { Client } from '../model/client.ts';
import type { CredentialConfiguration } from '../model/credential-configuration.ts';
import { hashOfProof, type SeenProof } from '../model/proof.ts';
import type { CredentialContext } from './credential-context.ts';

/** How far `iat` may be from now, in seconds. */
const tolerance = 300;

export type KeyProofs = {
  readonly keys: readonly PublicJwk[];
  /** To be committed with what they are used for: their nonce counts once. */
  readonly spent: SeenProof;
};

export type PresentedProofs = {
  readonly proofs: readonly string[];
  readonly configuration: CredentialConfiguration;
  readonly client: Client;
  readonly now: Epoch;
};

/** The keys, each another one. Throws `invalid_proof` or `invalid_nonce`. */
export function verifyKeyProofs(context: CredentialContext, presented: PresentedProofs): KeyProofs {
  const proved = presented.proofs.map((proof) => verifyKeyProof(context, proof, presented));
  const [first, ...others] = proved;
  if (first === undefined) throw invalidProof('there is none');
  if (new Set(proved.map(({ jkt }) => jkt)).size < proved.length) throw invalidProof('two are of one key'); // federation-vci-authlete.md VCI-9
  if (others.some(({ nonce }) => nonce !== first.nonce)) throw invalidProof('their nonces differ');
  const until = context.nonces.accepts(first.nonce, presented.now);
  if (until === null) {
    throw new OAuthError('invalid_nonce', 'The nonce of the proof is unknown, used or too old.');
  }
  return {
    keys: proved.map(({ jwk }) => jwk),
    spent: { hash: hashOfProof({ use: 'credential_nonce', by: '', jti: first.nonce }), until },
  };
}

type KeyProof = { readonly jwk: PublicJwk; readonly jkt: string; readonly nonce: string };

function verifyKeyProof(
  { policy }: CredentialContext,
  text: string,
  { configuration, client, now }: PresentedProofs,
): KeyProof {
  const jws = parseCompactJws(text);
  if (jws === null) throw invalidProof('it is no JWT');
  // OpenID4VCI Appendix F.1: a key by its name is one of a method of binding that is not served here
  if (jws.header.kid !== null) throw invalidProof('the key has to come as jwk or x5c');
  const key = verifyByEmbeddedKey(jws, {
    typ: 'openid4vci-proof+jwt',
    algorithms: configuration.proofAlgorithms as readonly SignatureAlgorithmName[],
    chainAt: now,
  });
  if (typeof key === 'string') throw invalidProof(key);
  const claims = readJsonObject(jws.payload);
  if (claims === null) throw invalidProof('its claims are no JSON object');
  const { iss, aud, iat, nonce } = claims;
  if (aud !== policy.issuer) throw invalidProof('aud is not the credential issuer');
  if (typeof iat !== 'number' || Math.abs(now - iat) > tolerance) throw invalidProof('iat is not now');
  const issuer = client.id === anonymousWallet ? undefined : client.id;
  if (iss !== undefined && iss !== issuer) throw invalidProof('iss is not the client');
  if (typeof nonce !== 'string') throw invalidProof('it has no nonce');
  return { ...key, nonce };
}

export const invalidProof = (detail: string): OAuthError =>
  new OAuthError('invalid_proof', 'A proof of a key is missing, malformed, or does not prove it.', {
    detail,
  });

/** Another request used the nonce first (federation-vci-authlete.md VCI-8). */
export const nonceUsed = (): OAuthError =>
  new OAuthError('invalid_nonce', 'The nonce of the proof is unknown, used or too old.', {
    detail: 'it was used before',
  });
