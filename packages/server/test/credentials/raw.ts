/** A wallet that says exactly what a test wants it to, right or wrong. */

import type { KeyObject } from 'node:crypto';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import type { CredentialWorld, Offered } from './world.ts';

const preAuthorized = 'urn:ietf:params:oauth:grant-type:pre-authorized_code';

export type Reply = {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
};

export async function sent(url: string, init: RequestInit = {}): Promise<Reply> {
  const response = await fetch(url, init);
  const text = await response.text();
  const isJson = response.headers.get('content-type') === 'application/json';
  return {
    status: response.status,
    headers: response.headers,
    body: isJson && text !== '' ? JSON.parse(text) : { text },
  };
}

/** The code in an offer, as its address answers it. */
export async function codeOf({ credential_offer_uri: uri }: Offered): Promise<string> {
  const { body } = await sent(uri);
  const grants = body['grants'] as Record<string, Record<string, string>>;
  return grants[preAuthorized]?.['pre-authorized_code'] ?? '';
}

export const redeem = (origin: string, code: string, more: Record<string, string> = {}): Promise<Reply> =>
  sent(`${origin}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: preAuthorized, 'pre-authorized_code': code, ...more }),
  });

export async function tokenFor(world: CredentialWorld, ids: readonly string[]): Promise<string> {
  const { body } = await redeem(world.server.origin, await codeOf(await world.offer(ids)));
  return String(body['access_token']);
}

export const post = (url: string, token: string, body: unknown, type = 'application/json'): Promise<Reply> =>
  sent(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': type },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

export const nonceAt = async (origin: string): Promise<string> =>
  String((await sent(`${origin}/vci/nonce`, { method: 'POST' })).body['c_nonce']);

export type ProofChange = {
  readonly claims?: JWTPayload;
  readonly header?: Readonly<Record<string, unknown>>;
  /** Sign by another key than the one in the header. */
  readonly forged?: boolean;
  /** The key that signs, where it is to be a known one. */
  readonly by?: KeyObject;
  /** Where the nonce comes from, if not from the issuer's own address. */
  readonly at?: string;
};

/** A proof that is right but for what is changed; a claim that is undefined is left out. */
export async function proofAt(
  origin: string,
  { claims, header, forged, by, at = origin }: ProofChange = {},
): Promise<string> {
  const own = await generateKeyPair('ES256', { extractable: true });
  const signer = forged ? await generateKeyPair('ES256') : own;
  const nonce = claims !== undefined && 'nonce' in claims ? claims['nonce'] : await nonceAt(at);
  const payload = { aud: origin, iat: Math.floor(Date.now() / 1000), ...claims, nonce };
  return new SignJWT(JSON.parse(JSON.stringify(payload)))
    .setProtectedHeader(
      JSON.parse(
        JSON.stringify({
          ...{ typ: 'openid4vci-proof+jwt', alg: 'ES256' },
          jwk: await exportJWK(own.publicKey),
          ...header,
        }),
      ),
    )
    .sign(by ?? signer.privateKey);
}
