import { hmacSha256, type Secret } from '@grantor/protocol';

/**
 * The salt of a declared password, derived from it under a key that the database does not hold: a start
 * finds with one HMAC that nothing changed, and the database alone tells no more than a random salt.
 */
export const declaredSalt = (key: Uint8Array, username: string, password: Secret): Buffer =>
  Buffer.from(
    hmacSha256(key, `bootstrap\n${username}\n${password.reveal().normalize('NFKC')}`),
    'base64url',
  ).subarray(0, 16);
