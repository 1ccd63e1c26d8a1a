import type { Random } from '@grantor/engine';

const withoutLookalikes = 'abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789'; // no i l o, I O, 0 1
const passwordLength = 16;

/** 16 characters that can be copied by eye: 92 bits (product.md U-1). */
export const randomPassword = (random: Random): string =>
  Array.from({ length: passwordLength }, () =>
    withoutLookalikes.charAt(random.integer(withoutLookalikes.length)),
  ).join('');

/** A version 4 UUID (RFC 9562 §5.4). */
export function randomUuid(random: Random): string {
  const bytes = Buffer.from(random.token(16), 'base64url');
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [
    [0, 8],
    [8, 12],
    [12, 16],
    [16, 20],
    [20, 32],
  ]
    .map(([from, to]) => hex.slice(from, to))
    .join('-');
}
