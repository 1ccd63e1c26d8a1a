/** The key that tokens of a trial are bound to: made of who tries what, so that nothing of it has to be kept (RFC 9449 §4.2). */

import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import type { Client } from '@grantor/engine';
import { type Epoch, encodeBase64url, hmacSha256, secondOf, sha256 } from '@grantor/protocol';
import type { Visit } from '../console/visit.ts';

export type ProofOrder = {
  readonly method: string;
  readonly address: string;
  /** The access token it comes with; null: none yet. */
  readonly token: string | null;
};

/** Makes the proof of one request. */
export type Prover = (order: ProofOrder) => string;

/** `until`: when the trial is over. */
type Held = { readonly client: Client; readonly until: Epoch | null };

const pkcs8OfEd25519 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** Another one for every administrator, every client, and every time it is switched on. */
export function trialProver({ site, person }: Visit, { client, until }: Held): Prover {
  const seed = hmacSha256(site.csrfKey, ['trial key', client.id, person.userId, until].join('\n'));
  const der = Buffer.concat([pkcs8OfEd25519, Buffer.from(seed, 'base64url')]);
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const header = { typ: 'dpop+jwt', alg: 'EdDSA', jwk: createPublicKey(key).export({ format: 'jwk' }) };
  return ({ method, address, token }) => {
    const claims = {
      ...{ jti: site.clients.random.token(16), htm: method, htu: address, iat: secondOf(site.now()) },
      nonce: site.engine.nextProofNonce(),
      ...(token === null ? {} : { ath: sha256(token) }),
    };
    const input = [header, claims]
      .map((part) => encodeBase64url(Buffer.from(JSON.stringify(part))))
      .join('.');
    return `${input}.${encodeBase64url(sign(null, Buffer.from(input), key))}`;
  };
}
