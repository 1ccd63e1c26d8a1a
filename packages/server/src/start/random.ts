import { randomBytes, randomInt } from 'node:crypto';
import type { Random } from '@grantor/engine';

/** The platform's cryptographic generator (security.md K-6). Small draws come from a pool, one system call for many. */
export function createRandom(): Random {
  let pool = Buffer.alloc(0);
  let used = 0;
  return {
    token(bytes) {
      if (used + bytes > pool.length) {
        pool = randomBytes(Math.max(4096, bytes));
        used = 0;
      }
      const token = pool.toString('base64url', used, used + bytes);
      pool.fill(0, used, used + bytes);
      used += bytes;
      return token;
    },
    integer: (below) => randomInt(below),
  };
}
