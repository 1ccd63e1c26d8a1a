import { timingSafeEqual } from 'node:crypto';
import { availableParallelism } from 'node:os';
import type { Random } from '@grantor/engine';
import { createBoundedPool, PoolFull } from './bounded-pool.ts';
import { type Cost, createDerivation, type Derive } from './derivation.ts';

export type PasswordVerdict = 'wrong' | 'right' | 'right_but_outdated';

/** Hashes and checks passwords, a few at a time; both throw `PasswordsBusy` when too many wait. */
export type Passwords = {
  /** A PHC string; the salt is fresh unless given (16 bytes). */
  hash(password: string, salt?: Buffer): Promise<string>;
  /** Costs one derivation whatever the answer; without a stored hash it is `wrong` (product.md S-3). */
  verify(password: string, stored: string | null): Promise<PasswordVerdict>;
  /** Whether the next call would be turned away. If not, the call made before any `await` is not. */
  isFull(): boolean;
  /** How many wait now, for the gauge. */
  waiting(): number;
};

/** More passwords wait than may: 503 with `Retry-After` (product.md S-2). */
export class PasswordsBusy extends Error {
  override readonly name = 'PasswordsBusy';
  readonly retryAfter = 2;
}

// product.md S-2
export const passwordCost: Cost = { memory: 19_456, passes: 2, parallelism: 1 };
const saltBytes = 16;
const hashBytes = 32;
const waitingLimit = 100;

// product.md S-2, security.md T-11: one core is left to everything else
const runningLimit = (cores: number): number => Math.max(1, Math.min(4, cores - 1));

export type PasswordsOptions = {
  readonly random: Random;
  readonly cores?: number;
  readonly derive?: Derive;
};

export function createPasswords({ random, cores, derive = createDerivation() }: PasswordsOptions): Passwords {
  const pool = createBoundedPool({
    running: runningLimit(cores ?? availableParallelism()),
    waiting: waitingLimit,
  });
  const inTurn = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    try {
      return await pool.run(work);
    } catch (error) {
      throw error instanceof PoolFull
        ? new PasswordsBusy('too many passwords wait', { cause: error })
        : error;
    }
  };
  // verified against when there is nothing to verify against, at the same cost
  const dummy: StoredHash = {
    ...passwordCost,
    salt: Buffer.from(random.token(saltBytes), 'base64url'),
    hash: Buffer.alloc(hashBytes),
  };

  return {
    hash: (password, salt = Buffer.from(random.token(saltBytes), 'base64url')) =>
      inTurn(async () => {
        const hash = await derive(normalise(password), salt, { ...passwordCost, length: hashBytes });
        return format({ ...passwordCost, salt, hash });
      }),
    verify: (password, stored) =>
      inTurn(async () => {
        const known = stored === null ? null : parse(stored);
        const { salt, hash, ...cost } = known ?? dummy;
        const derived = await derive(normalise(password), salt, { ...cost, length: hash.length });
        const isEqual = timingSafeEqual(derived, hash);
        if (known === null || !isEqual) return 'wrong';
        return isCurrent(known) ? 'right' : 'right_but_outdated';
      }),
    isFull: pool.isFull,
    waiting: pool.waiting,
  };
}

/** The salt within a PHC string, or null. */
export const saltOf = (stored: string): Buffer | null => parse(stored)?.salt ?? null;

type StoredHash = Cost & { readonly salt: Buffer; readonly hash: Buffer };

// product.md S-1: one password however it was typed
const normalise = (password: string): Buffer => Buffer.from(password.normalize('NFKC'));

const isCurrent = (stored: StoredHash): boolean =>
  stored.memory === passwordCost.memory &&
  stored.passes === passwordCost.passes &&
  stored.parallelism === passwordCost.parallelism &&
  stored.salt.length === saltBytes &&
  stored.hash.length === hashBytes;

const unpadded = (bytes: Buffer): string => bytes.toString('base64').replace(/={1,2}$/, '');

// the PHC string format: $id$v=version$parameters$salt$hash, base64 without padding
const format = ({ memory, passes, parallelism, salt, hash }: StoredHash): string =>
  `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${unpadded(salt)}$${unpadded(hash)}`;

const phc =
  /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,3})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,86})$/;

function parse(text: string): StoredHash | null {
  const [, memory, passes, parallelism, salt, hash] = phc.exec(text) ?? [];
  if (salt === undefined || hash === undefined) return null;
  return {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    salt: Buffer.from(salt, 'base64'),
    hash: Buffer.from(hash, 'base64'),
  };
}
