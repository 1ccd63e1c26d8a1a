/**
 * Commits on SQLite that arrive in the same turn share one transaction and one fsync; each is answered
 * after COMMIT. A commit whose only guard is its first write needs no savepoint: a guard that does not
 * hold has written nothing, and whatever else fails undoes the group, which is then tried one by one.
 */

import {
  type BoundWrite,
  type KeptContext,
  type StatementWatch,
  StorageUnavailable,
  type WriteOutcome,
} from './connection.ts';
import type { SqliteFile, SqliteHandle } from './sqlite-file.ts';

type Waiting = {
  readonly writes: readonly BoundWrite[];
  readonly resolve: (outcome: WriteOutcome) => void;
  readonly reject: (error: unknown) => void;
  readonly within: KeptContext | undefined;
};

/** The longest time, in commits, that a group keeps the event loop. */
const GROUP_LIMIT = 128;

export class GroupCommit {
  readonly #file: SqliteFile;
  readonly #watch: Pick<StatementWatch, 'group' | 'keep'>;
  #waiting: Waiting[] = [];
  #scheduled = false;

  constructor(file: SqliteFile, watch: Pick<StatementWatch, 'group' | 'keep'> = {}) {
    this.#file = file;
    this.#watch = watch;
  }

  commit(writes: readonly BoundWrite[]): Promise<WriteOutcome> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ writes, resolve, reject, within: this.#watch.keep?.() });
      this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => void this.#flush());
  }

  /** What arrives until the disk has the group is the next one: the slower the disk, the larger the groups. */
  async #flush(): Promise<void> {
    if (!this.#file.tryAcquire()) await this.#file.acquire();
    const group = this.#waiting.splice(0, GROUP_LIMIT);
    this.#watch.group?.(group.length);
    let settled: readonly (() => void)[] = [];
    try {
      if (!this.#file.tryBegin()) await this.#file.begin();
      settled = this.#settle(group);
    } catch (error) {
      for (const waiting of group) waiting.reject(error);
    }
    this.#file.release();
    try {
      await this.#file.durable();
      for (const settle of settled) settle();
    } catch (error) {
      for (const waiting of group) waiting.reject(error);
    }
    // Who has just been answered may have come again by the next turn, and shares this transaction then
    setImmediate(() => {
      this.#scheduled = false;
      if (this.#waiting.length > 0) this.#schedule();
    });
  }

  /** The transaction has begun. Only a fault that may be one commit's own is looked for among them. */
  #settle(group: readonly Waiting[]): readonly (() => void)[] {
    try {
      const outcomes = this.#transact(group);
      return group.map((waiting, index) => () => waiting.resolve(outcomes[index] ?? NOTHING));
    } catch (error) {
      if (group.length === 1 || error instanceof StorageUnavailable) throw error;
      return group.flatMap((waiting) => this.#settleAlone(waiting));
    }
  }

  #settleAlone(waiting: Waiting): readonly (() => void)[] {
    try {
      this.#file.writer.control('begin immediate');
      return this.#settle([waiting]);
    } catch (error) {
      waiting.reject(error);
      return [];
    }
  }

  #transact(group: readonly Waiting[]): WriteOutcome[] {
    const { writer } = this.#file;
    try {
      const outcomes = group.map(({ writes, within = directly }) => within(() => apply(writer, writes)));
      writer.control('commit');
      writer.counts.transactions++;
      writer.counts.commits += outcomes.filter(({ kind }) => kind === 'committed').length;
      return outcomes;
    } catch (error) {
      writer.rollback();
      throw error;
    }
  }
}

const directly: KeptContext = (work) => work();

const NOTHING: WriteOutcome = { kind: 'committed', rows: [] };

function apply(writer: SqliteHandle, writes: readonly BoundWrite[]): WriteOutcome {
  const undoable = writes.some(({ guarded }, index) => guarded && index > 0);
  if (!undoable) return applyInOrder(writer, writes);
  writer.control('savepoint one_commit');
  const outcome = applyInOrder(writer, writes);
  if (outcome.kind === 'conflict') writer.control('rollback to one_commit');
  writer.control('release one_commit');
  return outcome;
}

function applyInOrder(writer: SqliteHandle, writes: readonly BoundWrite[]): WriteOutcome {
  let outcome = NOTHING;
  for (const [index, { statement, parameters, guarded }] of writes.entries()) {
    const answer = writer.run(statement.sql, parameters);
    if (guarded && answer.affected === 0) return { kind: 'conflict', index };
    outcome = { kind: 'committed', rows: answer.rows };
  }
  return outcome;
}
