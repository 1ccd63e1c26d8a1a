import assert from 'node:assert/strict';
import { SignJWT } from 'jose';
import { CREDENTIAL } from '../setup/issuing.ts';
import { type Answer, expectStatus, send, stringOf } from '../wire/answer.ts';
import { type ClientKey, newClientKey } from '../wire/client-assertion.ts';
import { publicMembers } from '../wire/dpop-proof.ts';
import type { Conversation } from './conversation.ts';

// A wallet at a credential issuer: OpenID4VCI §7, §8.

type Members = Readonly<Record<string, unknown>>;

/** Metadata of the issuer, from its well-known address. */
export async function issuerMetadata(t: Conversation): Promise<Members> {
  const answer = await send(`${t.issuer}/.well-known/openid-credential-issuer`);
  expectStatus(answer, 200);
  return JSON.parse(answer.text) as Members;
}

const addressIn = (metadata: Members, name: string): string => {
  const found = metadata[name];
  assert.ok(typeof found === 'string', `the issuer names no ${name}`);
  return found;
};

/** Posts JSON to an endpoint that the issuer names. */
export async function postTo(
  t: Conversation,
  endpoint: string,
  { token, body }: { readonly token?: string; readonly body?: unknown },
): Promise<Answer> {
  return send(addressIn(await issuerMetadata(t), endpoint), {
    method: 'POST',
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      'content-type': 'application/json',
    },
    body: JSON.stringify(body ?? {}),
  });
}

export const newNonce = async (t: Conversation): Promise<string> =>
  stringOf(await postTo(t, 'nonce_endpoint', {}), 'c_nonce');

export interface ProofWish {
  /** Laid over the right claims; undefined leaves a claim out. */
  readonly claims?: Members;
  readonly header?: Members;
  readonly key?: ClientKey;
  readonly nonce?: string;
}

/** OpenID4VCI Appendix F.1 */
export async function proveKey(t: Conversation, wish: ProofWish = {}): Promise<string> {
  const { claims = {}, header = {}, key = await newClientKey(), nonce = await newNonce(t) } = wish;
  const payload = { aud: t.issuer, iat: Math.floor(Date.now() / 1000), nonce, ...claims };
  const protectedHeader = {
    ...{ typ: 'openid4vci-proof+jwt', alg: key.alg, jwk: publicMembers(key.publicJwk) },
    ...header,
  };
  return new SignJWT(JSON.parse(JSON.stringify(payload)))
    .setProtectedHeader(JSON.parse(JSON.stringify(protectedHeader)))
    .sign(key.privateKey);
}

/** A token for a credential of the fixtures, allowed by alice. */
export const credentialToken = async (
  t: Conversation,
  { scope }: { readonly scope: string } = CREDENTIAL,
): Promise<string> =>
  stringOf(await t.tokens({ client: 'wallet', parameters: { scope: `openid ${scope}` } }), 'access_token');

export const askFor = (t: Conversation, token: string, proofs: readonly string[]): Promise<Answer> =>
  postTo(t, 'credential_endpoint', {
    token,
    body: { credential_configuration_id: CREDENTIAL.id, proofs: { jwt: proofs } },
  });
