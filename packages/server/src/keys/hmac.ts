import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import type { Secret } from '@grantor/protocol';

/** HS256 with the server's own secret, for access tokens only (protocol.md TO-4, operations.md B-5). */
export type HmacKeys = {
  sign(input: string): Buffer;
  /** By the current secret or a previous one, in constant time (RFC 7518 §3.2). */
  verify(input: string, signature: Uint8Array): boolean;
};

/** `secrets`: the current one first, then those still accepted; `JWT_SECRET` as raw UTF-8 bytes. */
export function createHmacKeys(secrets: readonly Secret[]): HmacKeys {
  const [current, ...previous] = secrets.map((secret) => createSecretKey(secret.reveal(), 'utf8'));
  if (current === undefined) throw new Error('HS256 needs JWT_SECRET');
  const seal = (input: string, key: KeyObject): Buffer => createHmac('sha256', key).update(input).digest();
  return {
    sign: (input) => seal(input, current),
    verify: (input, signature) =>
      signature.length === 32 &&
      [current, ...previous].some((key) => timingSafeEqual(seal(input, key), signature)),
  };
}
