/**
 * Redis as everything here asks it: by name, briefly, and able to do without (operations.md E-5). It holds no truth.
 */

import { createHash } from 'node:crypto';
import { hmacSha256 } from '@grantor/protocol';
import { type ConnectionEvents, connectToRedis, type RedisTarget, type Tracking } from './connection.ts';
import { type Answered, createPatience } from './patience.ts';

/** Atomic there: KEYS[1] is the one key it touches. */
export type RedisScript = { readonly text: string; readonly sha: string };

export const redisScript = (text: string): RedisScript => ({
  text,
  sha: createHash('sha1').update(text).digest('hex'), // the name Redis gives it, no secret
});

export type Redis = {
  /** null: it is away, too slow, or not asked for a while. Never rejects. */
  ask(command: readonly string[]): Promise<Answered<unknown> | null>;
  run(
    script: RedisScript,
    key: string,
    given: readonly (string | number)[],
  ): Promise<Answered<unknown> | null>;
  /** The whole name of a key: of this installation, with nothing in it that was said. */
  key(kind: string, name: string): string;
  /** What all keys of the kind begin with. */
  prefix(kind: string): string;
  /** Whether it answers now. Never rejects. */
  answers(): Promise<boolean>;
  close(): void;
};

export type RedisOptions = ConnectionEvents & {
  readonly target: RedisTarget;
  /** The same on all machines of an installation, and nobody else's. */
  readonly secret: Uint8Array;
  readonly clock: () => number;
  /** Told of each question that was asked and not answered in time. */
  readonly onUnanswered: (failure: unknown) => void;
  readonly tracking?: Omit<Tracking, 'prefix'> & { readonly kind: string };
};

/** Characters of a digest that tells keys apart. */
const digestLength = 22;

export async function openRedis(options: RedisOptions): Promise<Redis> {
  const { target, secret, clock, tracking, onAway, onBack, onUnanswered } = options;
  const digest = (text: string): string => hmacSha256(secret, text).slice(0, digestLength);
  const space = `grantor:${digest('space').slice(0, 8)}:`;
  const prefix = (kind: string): string => `${space}${kind}:`;
  const heard = tracking === undefined ? undefined : { ...tracking, prefix: prefix(tracking.kind) };
  const patience = createPatience({ clock, onFailure: onUnanswered });
  const connection = await connectToRedis(target, {
    ...{ onAway, tracking: heard },
    onBack() {
      patience.renew();
      onBack();
    },
  });
  const ask = (command: readonly string[]) => patience.try(() => connection.send(command));

  return {
    ask,
    run: (script, key, given) =>
      patience.try(async () => {
        const rest = ['1', key, ...given.map(String)];
        try {
          return await connection.send(['EVALSHA', script.sha, ...rest]);
        } catch (failure) {
          if (!isUnknownScript(failure)) throw failure;
          return connection.send(['EVAL', script.text, ...rest]);
        }
      }),
    key: (kind, name) => prefix(kind) + digest(`${kind} ${name}`),
    prefix,
    answers: async () => (await ask(['PING'])) !== null,
    close: () => connection.close(),
  };
}

const isUnknownScript = (failure: unknown): boolean =>
  failure instanceof Error && failure.message.startsWith('NOSCRIPT');
