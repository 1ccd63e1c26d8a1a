/**
 * Redis as everything here asks it: by name, briefly, and able to do without (operations.md E-5). It holds no truth.
 */

import { createHash } from 'node:crypto';
import { hmacSha256 } from '@grantor/protocol';
import {
  type ConnectionEvents,
  connectToRedis,
  type RedisConnection,
  type RedisTarget,
} from './connection.ts';
import { type Answered, createPatience } from './patience.ts';
import type { RedisUse } from './uses.ts';

/** Atomic there: KEYS[1] is the one key it touches. */
export type RedisScript = { readonly text: string; readonly sha: string };

export const redisScript = (text: string): RedisScript => ({
  text,
  sha: createHash('sha1').update(text).digest('hex'), // the name Redis gives it, no secret
});

export type Redis = {
  /** null: it is away, too slow, or not asked for a while. Never rejects. */
  ask(command: readonly string[], about: RedisUse | null): Promise<Answered<unknown> | null>;
  run(script: RedisScript, key: string, call: ScriptCall): Promise<Answered<unknown> | null>;
  /** The whole name of a key: of this installation, with nothing in it that was said. */
  key(kind: RedisKind, name: string): string;
  /** What other connections write to cached keys, from now on; `lost`: something may have been written unheard. */
  onChange(listener: (key: string) => void, lost: () => void): void;
  /** Whether it is told now. */
  isHeard(): boolean;
  /** Whether it answers now. Never rejects. */
  answers(): Promise<boolean>;
  close(): void;
};

/** Neither keys nor values are told. */
export type RedisQuestion = {
  /** The name of the command. */
  readonly command: string;
  readonly about: RedisUse | null;
  readonly milliseconds: number;
  /** null: it was answered in time. */
  readonly error: unknown;
};

export type ScriptCall = { readonly given: readonly (string | number)[]; readonly about: RedisUse };

/** What keys begin with, behind the installation. */
export type RedisKind = `limit:${string}` | `cache:${string}`;

export type RedisOptions = ConnectionEvents & {
  readonly target: RedisTarget;
  /** The same on all machines of an installation, and nobody else's. */
  readonly secret: Uint8Array;
  readonly clock: () => number;
  /** How long an answer is waited for, in ms; absent: 50. */
  readonly longestWait?: number;
  /** Told of each question that was asked and not answered in time. */
  readonly onUnanswered: (about: RedisUse) => void;
  /** Told of each question once it has ended, within the work that asked it. */
  readonly watch?: ((question: RedisQuestion) => void) | undefined;
  /** Whether changes of cached keys are followed. */
  readonly follows: 'changes' | 'nothing';
};

/** Characters of a digest that tells keys apart. */
const digestLength = 22;

export async function openRedis(options: RedisOptions): Promise<Redis> {
  const { target, secret, clock, longestWait, follows, onAway, onBack, onUnanswered, watch } = options;
  const digest = (text: string): string => hmacSha256(secret, text).slice(0, digestLength);
  const space = `grantor:${digest('space').slice(0, 8)}:`;
  const changes = createChanges();
  const patience = createPatience(clock, longestWait);
  const connection = await connectToRedis(target, {
    onAway,
    tracking: follows === 'changes' ? { prefix: `${space}cache:`, ...changes } : undefined,
    onBack() {
      patience.renew();
      onBack();
    },
  });
  const within = async (
    { command, about }: Pick<RedisQuestion, 'command' | 'about'>,
    send: () => Promise<unknown>,
  ): Promise<Answered<unknown> | null> => {
    const started = clock();
    let isAsked = false;
    let error: unknown = null;
    const asked = (): Promise<unknown> => {
      isAsked = true;
      return send();
    };
    const answer = await patience.try(asked, (failure) => {
      error = failure;
      if (about !== null) onUnanswered(about);
    });
    if (isAsked) watch?.({ command, about, milliseconds: clock() - started, error });
    return answer;
  };
  const ask: Redis['ask'] = (command, about) =>
    within({ command: command[0] ?? '', about }, () => connection.send(command));
  return {
    ask,
    run: (script, key, { given, about }) =>
      within({ command: 'EVALSHA', about }, () =>
        evaluate(connection, script, ['1', key, ...given.map(String)]),
      ),
    key: (kind, name) => `${space}${kind}:${digest(`${kind} ${name}`)}`,
    onChange: changes.listen,
    isHeard: () => follows === 'changes' && connection.isReady(),
    answers: async () => (await ask(['PING'], null)) !== null,
    close: () => connection.close(),
  };
}

function createChanges() {
  const listeners: { readonly changed: (key: string) => void; readonly lost: () => void }[] = [];
  return {
    listen: (changed: (key: string) => void, lost: () => void): void =>
      void listeners.push({ changed, lost }),
    changed(key: string): void {
      for (const listener of listeners) listener.changed(key);
    },
    lost(): void {
      for (const listener of listeners) listener.lost();
    },
  };
}

async function evaluate(
  { send }: RedisConnection,
  { sha, text }: RedisScript,
  rest: readonly string[],
): Promise<unknown> {
  try {
    return await send(['EVALSHA', sha, ...rest]);
  } catch (failure) {
    if (!isUnknownScript(failure)) throw failure;
    return send(['EVAL', text, ...rest]);
  }
}

const isUnknownScript = (failure: unknown): boolean =>
  failure instanceof Error && failure.message.startsWith('NOSCRIPT');
