/**
 * A commit on PostgreSQL is one statement where it can be, and travels with others where whatever refuses it has written
 * nothing; else it is a transaction of its own.
 */

import type { BoundWrite, Connection, KeptContext, WriteOutcome } from './connection.ts';
import { joinWrites } from './joined-write.ts';
import { mayGoAlone, repeated } from './postgres-failure.ts';
import type { PostgresAnswer, Statement } from './postgres-pipeline.ts';
import type { PostgresPool, PostgresSession } from './postgres-pool.ts';
import { type Call, SharedTrips } from './shared-trips.ts';

/** `keep`: as of a StatementWatch. */
export function createCommits(pool: PostgresPool, keep: () => KeptContext | undefined): Connection['commit'] {
  const trips = new SharedTrips({
    send: (statements) => commitTogether(pool, statements),
    mayGoAlone: mayGoAlone('writes'),
  });
  return async (writes) => {
    if (writes.length === 0) return { kind: 'committed', rows: [] };
    const statements = asStatements(writes, keep());
    return statements === null ? transact(pool, writes) : trips.take(commitOf(pool, statements));
  };
}

/** Whatever refuses it has written nothing. */
function commitOf(pool: PostgresPool, { all, kind }: CommitStatements): Call<WriteOutcome> {
  const answer = (answers: readonly PostgresAnswer[]): WriteOutcome => {
    const outcome = outcomeOf(answers, kind);
    if (outcome.kind === 'committed') pool.counts.commits++;
    return outcome;
  };
  return {
    ...{ statements: all, answer },
    async alone() {
      const outcome = answer(await repeated(WRITES, () => pool.together(all)));
      if (outcome.kind === 'committed') pool.counts.transactions++;
      return outcome;
    },
  };
}

type CommitStatements = { readonly all: readonly Statement[]; readonly kind: 'guarded' | 'unguarded' };

/** One guarded statement, or those of which none is; null: others that are guarded. */
function asStatements(
  writes: readonly BoundWrite[],
  within: KeptContext | undefined,
): CommitStatements | null {
  const kind = writes.some(({ guarded }) => guarded) ? 'guarded' : 'unguarded';
  if (kind === 'guarded' && writes.length > 1) {
    const joined = joinWrites(writes);
    return joined && { all: [{ ...joined.statement, parameters: joined.parameters, within }], kind };
  }
  return {
    all: writes.map(({ statement: { name, sql }, parameters }) => ({ name, sql, parameters, within })),
    kind,
  };
}

function outcomeOf(answers: readonly PostgresAnswer[], kind: CommitStatements['kind']): WriteOutcome {
  const last = answers.at(-1);
  return kind === 'guarded' && last?.rowCount === 0
    ? { kind: 'conflict', index: 0 }
    : { kind: 'committed', rows: last?.rows ?? [] };
}

/** A row that somebody holds for longer is waited for by who wants it alone; so nobody waits for anybody in a circle. */
const limitedWaiting: Statement = {
  name: 'limited_waiting',
  sql: "select set_config('lock_timeout', '100ms', true)",
  parameters: [],
};

async function commitTogether(
  pool: PostgresPool,
  statements: readonly Statement[],
): Promise<readonly PostgresAnswer[]> {
  const [, ...answers] = await pool.together([limitedWaiting, ...statements]);
  pool.counts.transactions++;
  return answers;
}

/** Stands for statements of which one at least writes. */
const WRITES = 'writes';

async function transact(pool: PostgresPool, writes: readonly BoundWrite[]): Promise<WriteOutcome> {
  const outcome = await repeated(WRITES, async () => {
    const session = await pool.connect();
    let broken = true;
    try {
      const settled = await transactOn(session, writes);
      broken = false;
      return settled;
    } finally {
      session.release(broken);
    }
  });
  if (outcome.kind === 'committed') {
    pool.counts.commits++;
    pool.counts.transactions++;
  }
  return outcome;
}

/** What cannot be refused any more is sent together with COMMIT; whatever waits for a guard is not. */
async function transactOn(session: PostgresSession, writes: readonly BoundWrite[]): Promise<WriteOutcome> {
  const guards = writes.filter(({ guarded }) => guarded);
  const [, ...held] = await session.send([control('begin'), ...guards.map(asStatement)]);
  const index = held.findIndex(({ rowCount }) => rowCount === 0);
  if (index >= 0) {
    await session.send([control('rollback')]);
    return { kind: 'conflict', index };
  }
  await session.send([...writes.slice(guards.length).map(asStatement), control('commit')]);
  return { kind: 'committed', rows: [] };
}

const control = (sql: 'begin' | 'commit' | 'rollback'): Statement => ({
  name: undefined,
  sql,
  parameters: [],
});

const asStatement = ({ statement: { name, sql }, parameters }: BoundWrite): Statement => ({
  name,
  sql,
  parameters,
});
