/** Records that all machines find in Redis (operations.md §8). It holds no truth, and nobody else can put words into it. */

import { randomBytes } from 'node:crypto';
import { equalInConstantTime, hmacSha256 } from '@grantor/protocol';
import { type Redis, redisScript } from '../redis/redis.ts';
import type { CacheName } from '../redis/uses.ts';
import { longest, spread } from './spread.ts';

/** What a record is made of: JSON. */
export type Row = unknown;

export type SharedRecords = {
  /** The row; else what `load` gives, which is kept there unless somebody wrote to the record meanwhile. */
  fetch(key: string, load: () => Promise<Row | null>): Promise<Row | null>;
  /** Resolves when no machine finds it there any more, or Redis does not answer: then it goes as soon as it does. */
  forget(key: string): Promise<void>;
};

export type SharedOptions = {
  readonly redis: Pick<Redis, 'ask' | 'run' | 'key'>;
  readonly name: CacheName;
  /** Of the form in which this program writes rows: it reads no other. */
  readonly version: string;
  readonly secret: Uint8Array;
  /** Milliseconds a row is kept there, give or take a tenth. */
  readonly lifetime: number;
  readonly onHit: () => void;
  readonly onMiss: () => void;
};

/** In ms. Whoever reads the record for Redis has to be back by then; what is being forgotten stays away as long. */
const leaseLife = 2000;

/** Puts the row where the reader's lease still is. Given: the lease, the text, its life. */
const fillScript = redisScript(`if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1`);

/**
 * A reader that finds nothing leaves a lease before it reads, and its row takes the lease's place only. Whoever writes
 * puts a tombstone there: a lease that nobody holds. So a slower reader cannot put the old row back, however late it
 * comes (operations.md E-3).
 */
export function createSharedRecords(options: SharedOptions): SharedRecords {
  const { redis, name, lifetime, onHit, onMiss } = options;
  const { seal, open } = sealing(options);
  const owed = createOwed(lifetime, (key) => bury(key));
  const about = (operation: 'get' | 'set' | 'delete') => ({ cache: name, operation }) as const;

  const bury = async (key: string): Promise<boolean> =>
    (await redis.ask(['SET', key, 'gone', 'PX', String(leaseLife)], about('delete'))) !== null;

  const load = async (key: string, read: () => Promise<Row | null>): Promise<Row | null> => {
    const lease = randomBytes(12).toString('base64url');
    const taken = await redis.ask(['SET', key, lease, 'NX', 'PX', String(leaseLife)], about('set'));
    const row = await read();
    if (row === null || taken?.value !== 'OK') return row;
    void redis.run(fillScript, key, {
      given: [lease, seal(key, row), Math.round(spread(lifetime))],
      about: about('set'),
    });
    return row;
  };

  return {
    async fetch(subject, read) {
      const key = redis.key(`cache:${name}`, subject);
      // What could not be forgotten there must not be believed here
      const found = owed.has(key) ? null : await redis.ask(['GET', key], about('get'));
      const row = typeof found?.value === 'string' ? open(key, found.value) : undefined;
      if (row !== undefined) {
        onHit();
        return row;
      }
      onMiss();
      return found?.value === null ? load(key, read) : read();
    },
    async forget(subject) {
      const key = redis.key(`cache:${name}`, subject);
      if (!(await bury(key))) owed.add(key);
    },
  };
}

/** Keys that are still to be forgotten in Redis, tried again until they are, or nothing can be there any more. */
function createOwed(lifetime: number, settle: (key: string) => Promise<boolean>) {
  const keys = new Map<string, number>();
  let isTrying = false;
  const again = (): void => {
    if (isTrying || keys.size === 0) return;
    isTrying = true;
    setTimeout(() => void settleAll(), retryAfter).unref();
  };
  const settleAll = async (): Promise<void> => {
    for (const [key, until] of keys) {
      if (until > performance.now() && !(await settle(key))) break;
      keys.delete(key);
    }
    isTrying = false;
    again();
  };
  return {
    has: (key: string): boolean => keys.has(key),
    add(key: string): void {
      keys.set(key, performance.now() + longest(lifetime));
      again();
    },
  };
}

/** In ms. */
const retryAfter = 500;

type Sealing = {
  seal(key: string, row: Row): string;
  /** undefined: a lease, another version's, or nobody's of ours. */
  open(key: string, text: string): Row | undefined;
};

function sealing({ secret, version }: Pick<SharedOptions, 'secret' | 'version'>): Sealing {
  const start = `{"v":${JSON.stringify(version)},"tag":"`;
  const middle = '","row":';
  const tagLength = 43; // of a SHA-256 in base64url
  const tagOf = (key: string, json: string): string => hmacSha256(secret, `${key} ${version} ${json}`);
  return {
    seal(key, row) {
      const json = JSON.stringify(row);
      return `${start}${tagOf(key, json)}${middle}${json}}`;
    },
    open(key, text) {
      if (!text.startsWith(start)) return undefined;
      const tag = text.slice(start.length, start.length + tagLength);
      const json = text.slice(start.length + tagLength + middle.length, -1);
      return equalInConstantTime(tag, tagOf(key, json)) ? (JSON.parse(json) as Row) : undefined;
    },
  };
}
