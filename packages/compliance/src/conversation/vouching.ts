import type { KeyObject } from 'node:crypto';
import { type JWTPayload, SignJWT } from 'jose';
import { issuerKey } from '../setup/keys.ts';
import { VOUCHING_ISSUER } from '../setup/trust.ts';
import type { Conversation } from './conversation.ts';

// What another issuer says of people, to this server: RFC 7523 §3.

export interface VouchWish {
  /** Over those of a right assertion; one that is undefined is left out. */
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, string>>;
  readonly key?: KeyObject;
}

export const secondsNow = (): number => Math.floor(Date.now() / 1000);

/** What the issuer says of alice, whom it knows by an address that it verified. */
export function vouch(t: Conversation, wish: VouchWish = {}): Promise<string> {
  const { claims, header, key = issuerKey } = wish;
  const { email } = t.user();
  const now = secondsNow();
  const payload: JWTPayload = {
    ...{ iss: VOUCHING_ISSUER, sub: 'alice-there', aud: t.issuer, iat: now, exp: now + 120 },
    ...{ jti: crypto.randomUUID(), email, email_verified: true },
    ...claims,
  };
  return new SignJWT(payload).setProtectedHeader({ alg: 'EdDSA', kid: 'issuer-1', ...header }).sign(key);
}
