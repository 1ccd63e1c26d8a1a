import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { BrowserSession, Commit } from '@grantor/engine';
import { type Epoch, hash, instant, after as later, sha256, userId } from '@grantor/protocol';
import {
  beginSession,
  endOtherSessions,
  readSession,
  type SessionPolicy,
  type SignInToStart,
} from '../../src/accounts/sessions.ts';
import type { Database } from '../../src/database/database.ts';
import { addUser, disable, newWorld, now, random } from './world.ts';

const policy: SessionPolicy = {
  maxAge: 43_200,
  idleTimeout: 1_800,
  rememberedMaxAge: 2_592_000,
  fingerprint: 'user_agent',
  factorRequired: 'none',
};
const day = 86_400;
const visit = { userAgent: 'Mozilla/5.0 Firefox/140.0', address: '192.0.2.1' };

describe('browser sessions', () => {
  const world = newWorld();
  let database: Database;
  before(async () => {
    database = await world.open();
    for (const name of ['ada', 'bob', 'eve']) await addUser(database, { id: name, username: name });
    await database.kysely
      .updateTable('user_account')
      .set({ role: 'admin' })
      .where('id', '=', 'bob')
      .execute();
  });
  after(() => world.remove());

  const ports = (over: Partial<SessionPolicy> = {}) => ({ database, random, policy: { ...policy, ...over } });
  const signIn = (over: Partial<SignInToStart> & { at?: Epoch } = {}): SignInToStart => ({
    userId: userId('ada'),
    authentication: { authTime: over.at ?? now, acr: 'urn:grantor:pwd', amr: ['pwd'] },
    lifetime: 'browser',
    replaces: null,
    passwordHash: null,
    visit,
    ...over,
  });
  const begin = async (over: Parameters<typeof signIn>[0] = {}) => {
    const begun = await beginSession(ports(), signIn(over));
    assert.equal(begun.kind, 'started');
    return begun.kind === 'started' ? begun : assert.fail();
  };
  const read = (id: string | null, at: Epoch = now, over: Partial<SessionPolicy> = {}, from = visit) =>
    readSession(ports(over), { id, visit: from, now: at });
  const reason = async (...of: Parameters<typeof read>) => {
    const presented = await read(...of);
    return presented.kind === 'none' ? presented.reason : presented.kind;
  };
  const live = async (id: string): Promise<BrowserSession> => {
    const presented = await read(id);
    return presented.kind === 'live' ? presented.session : assert.fail(presented.reason);
  };

  it('are read with their owner in one statement', async () => {
    const { id, hash: stored } = await begin({ userId: userId('bob') });
    const before = database.counts.statements;
    const session = await live(id.reveal());
    assert.equal(database.counts.statements - before, 1);
    assert.deepEqual(
      { ...session, sidSeed: session.sidSeed.length },
      {
        ...{ id: stored, userId: 'bob', username: 'bob', role: 'admin', sidSeed: 22 },
        ...{ startedAt: now, authTime: now, acr: 'urn:grantor:pwd', amr: ['pwd'], reachableAcr: '1' },
        ...{ confirmedAt: now },
      },
    );
  });

  it('keep the id as a digest only — security.md T-10', async () => {
    const { id } = await begin();
    const rows = JSON.stringify(await database.kysely.selectFrom('browser_session').selectAll().execute());
    assert.equal(rows.includes(id.reveal()), false);
    assert.equal(rows.includes(sha256(id.reveal())), true);
  });

  it('are nobody for no id, an unknown one and the stored digest — product.md §4 storage', async () => {
    const { hash: stored } = await begin();
    for (const id of [null, random.token(32), stored]) assert.equal(await reason(id), 'none');
  });

  it('end idle, at their age, or a remembered one after its last use — product.md §4 idle timeout, §4 absolute lifetime', async () => {
    const plain = (await begin()).id.reveal();
    assert.equal(await reason(plain, later(now, 1_800)), 'idle_timeout');
    assert.equal(await reason(plain, later(now, 1_799)), 'live');
    assert.equal(await reason(plain, later(now, 1_799 + 1_799)), 'live');
    assert.equal(await reason(plain, later(now, 43_200), { idleTimeout: 0 }), 'expired');

    const begun = await begin({ lifetime: 'remembered' });
    const remembered = begun.id.reveal();
    assert.equal(begun.cookieMaxAge, 90 * day);
    assert.equal(await reason(remembered, later(now, 29 * day)), 'live');
    assert.equal(await reason(remembered, later(now, 59 * day)), 'idle_timeout');
    assert.equal(await reason(remembered, later(now, 58 * day)), 'live');
    assert.equal(await reason(remembered, later(now, 87 * day)), 'live');
    assert.equal(await reason(remembered, later(now, 90 * day)), 'expired');
  });

  it('note their use at most once a minute', async () => {
    const id = (await begin()).id.reveal();
    const writes = async (at: number) => {
      const before = database.counts.commits;
      await read(id, later(now, at));
      return database.counts.commits - before;
    };
    assert.deepEqual(
      [await writes(59), await writes(60), await writes(119), await writes(120)],
      [0, 1, 0, 1],
    );
  });

  it('end for another browser — protocol.md SE-3', async () => {
    const id = (await begin()).id.reveal();
    const updated = { ...visit, userAgent: 'Mozilla/5.0 Firefox/141.0.2' };
    const stolen = { ...visit, userAgent: 'curl/8.5.0' };
    assert.equal(await reason(id, now, {}, updated), 'live');
    assert.equal(await reason(id, now, {}, stolen), 'fingerprint_mismatch');
    assert.equal(await reason(id, now, { fingerprint: 'none' }, stolen), 'live');
  });

  it('end with the account, and none begins for a disabled one — product.md U-3', async () => {
    const id = (await begin({ userId: userId('eve') })).id.reveal();
    await disable(database, 'eve');
    assert.equal(await reason(id), 'account_disabled');
    const refused = await beginSession(ports(), signIn({ userId: userId('eve') }));
    assert.equal(refused.kind, 'account_changed');
  });

  it('take over under a new id when the same person signs in again — protocol.md SE-2', async () => {
    const first = await begin();
    const old = await live(first.id.reveal());
    await database.kysely
      .insertInto('session_client')
      .values({ session_hash: old.id, client_id: 'web', sid: 'sid-1' })
      .execute();
    const second = await begin({ replaces: old, at: later(now, 5) });
    assert.equal(await reason(first.id.reveal()), 'none');
    const renewed = await live(second.id.reveal());
    assert.equal(renewed.sidSeed, old.sidSeed);
    assert.equal(renewed.authTime, now + 5);
    const clients = await database.kysely.selectFrom('session_client').selectAll().execute();
    assert.deepEqual(
      clients.map(({ session_hash, sid }) => [session_hash, sid]),
      [[second.hash, 'sid-1']],
    );
  });

  it('leave the session of another person alone', async () => {
    const other = await begin({ userId: userId('bob') });
    const begun = await begin({ replaces: await live(other.id.reveal()) });
    assert.equal(await reason(other.id.reveal()), 'live');
    assert.equal((await live(begun.id.reveal())).username, 'ada');
  });

  it('end in one write, all but the one kept — product.md §4 ending', async () => {
    const commits: Commit[] = [];
    const store = {
      commit: async (commit: Commit) => {
        commits.push(commit);
        return { ok: true } as const;
      },
    };
    const source = { address: '::1', userAgent: null, requestId: 'r', method: 'POST', path: '/account' };
    const ending = { userId: userId('bob'), reason: 'password', at: instant(now * 1000), source } as const;
    await endOtherSessions(store, hash('kept'), ending);
    assert.deepEqual(
      commits.map(({ facts }) => facts),
      [[{ kind: 'sessions_ended', userId: 'bob', except: 'kept', reason: 'password' }]],
    );
  });
});
