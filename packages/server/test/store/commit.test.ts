import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Commit, Fact } from '@grantor/engine';
import { noClaims } from '@grantor/engine';
import { HOUR, later, racing, START, World } from '@grantor/engine/testing';
import { secondOf } from '@grantor/protocol';
import type { Database } from '../../src/database/database.ts';
import type { AuditEventTable } from '../../src/database/schema.ts';
import { createCommit } from '../../src/store/commit.ts';
import { createEngineStore } from '../../src/store/engine-store.ts';
import { databases, type TestDatabase } from './databases.ts';
import { contractStore } from './seeds.ts';

const source = { address: '192.0.2.1', userAgent: null, requestId: 'r', method: 'POST', path: '/' };

const auditRow = (id: string): AuditEventTable => ({
  id,
  event_type: 'SUSPICIOUS_ACTIVITY',
  event_at_ms: START,
  severity: 'CRITICAL',
  actor_user_id: null,
  actor_username: null,
  actor_ip: null,
  actor_client_id: null,
  resource_type: 'TOKEN',
  resource_id: null,
  resource_name: null,
  action: 'reuse',
  details: '{}',
  success: 0,
  error_message: null,
  user_agent: null,
  request_path: null,
  request_method: null,
  request_id: null,
});

for (const { name, open } of databases) {
  describe(`commits on ${name}`, () => {
    let opened: TestDatabase;
    let database: Database;
    const world = new World();

    before(async () => {
      opened = await open();
      database = opened.database;
      world.opened = contractStore(database, opened.close);
    });
    after(() => opened.close());

    /** Statements and commits that the work cost. */
    async function cost(work: () => Promise<unknown>) {
      const before = { ...database.counts };
      await work();
      const { statements, commits } = database.counts;
      return { statements: statements - before.statements, commits: commits - before.commits };
    }

    const auditIds = async () => {
      const rows = await database.kysely.selectFrom('audit_event').select('id').execute();
      return rows.map(({ id }) => id);
    };

    it('exchange a code in one read and at most three writes — performance.md §3 code exchange', async () => {
      const parties = await world.parties();
      const code = world.code(parties);
      const issue = await cost(() => world.keep([{ kind: 'code_issued', code }]));
      assert.ok(issue.statements <= 2, `${issue.statements} statements`);
      assert.equal(issue.commits, 1);
      assert.deepEqual(await cost(() => world.store.findCodeForRedemption(code.hash)), {
        statements: 1,
        commits: 0,
      });
      const facts: Fact[] = [
        { kind: 'code_redeemed', code, issued: [] },
        { kind: 'family_started', family: world.family(parties) },
      ];
      const exchange = await cost(() => world.keep(facts));
      assert.ok(exchange.statements <= 3, `${exchange.statements} statements`);
      assert.equal(exchange.commits, 1);
    });

    it('refresh in one read and one write, and write nothing for client credentials', async () => {
      const parties = await world.parties();
      const family = world.family(parties);
      await world.keep([{ kind: 'family_started', family }]);
      const { keyHash, currentHash } = family.refresh ?? assert.fail();
      const one = { statements: 1, commits: 0 };
      assert.deepEqual(await cost(() => world.store.findFamilyForRefresh(keyHash)), one);
      const rotated: Fact = {
        kind: 'refresh_rotated',
        family,
        presented: currentHash,
        next: world.hash(),
        confirmation: null,
        sealedAnswer: null,
        earlier: [],
        refreshExpiresAt: secondOf(later(HOUR)),
        expiresAt: secondOf(later(HOUR)),
        newest: { tokenId: 'newest', expiresAt: family.expiresAt },
        issued: [],
      };
      assert.deepEqual(await cost(() => world.keep([rotated])), { statements: 1, commits: 1 });
      const issued: Fact = { kind: 'client_token_issued', clientId: parties.client.id, scope: [] };
      // Whether the client still may (operations.md E-1)
      assert.deepEqual(await cost(() => world.keep([issued])), one);
    });

    it('poll a pending device in one statement, early or not', async () => {
      const deviceCode = world.deviceCode(await world.client());
      await world.keep([{ kind: 'device_code_issued', deviceCode }]);
      const poll = () =>
        world.store.pollDeviceCode({
          hash: deviceCode.hash,
          clientId: deviceCode.clientId,
          at: START,
          spacing: 4000,
        });
      assert.deepEqual(await cost(poll), { statements: 1, commits: 1 });
      assert.deepEqual(await cost(poll), { statements: 1, commits: 0 });
    });

    it('read clients and resources once where nobody else writes', async () => {
      const { id } = await world.client();
      const store = createEngineStore(database, { writers: 'this' });
      await store.findClient(id);
      await store.listResources();
      const warm = await cost(async () => {
        await store.findClient(id);
        await store.listResources();
      });
      assert.deepEqual(warm, { statements: 0, commits: 0 });
    });

    it('carry their synchronous audit rows, and drop them with the commit — operations.md D-2', async () => {
      const parties = await world.parties();
      const family = world.family(parties);
      await world.keep([{ kind: 'family_started', family }]);
      const heard: Commit[] = [];
      const commit = createCommit(database, {
        synchronousAudit: ({ source: { requestId } }) => [auditRow(requestId)],
        onCommitted: (committed) => heard.push(committed),
      });
      const { id: familyId, clientId, userId } = family;
      const parts = { familyId, clientId, userId, reason: 'security', cause: 'refresh_reuse' } as const;
      const facts: Fact[] = [{ kind: 'family_revoked', ...parts }];
      const revocation = (requestId: string) => ({ facts, at: START, source: { ...source, requestId } });
      assert.deepEqual(await commit(revocation('first')), { ok: true });
      assert.deepEqual(await commit(revocation('second')), { ok: false, conflict: 'family_revoked' });
      assert.deepEqual(await auditIds(), ['first']);
      assert.equal(heard.length, 1);
    });

    it('fail when their audit row fails, and keep nothing', async () => {
      const parties = await world.parties();
      const family = world.family(parties);
      const commit = createCommit(database, { synchronousAudit: () => [auditRow('twice')] });
      await commit({ facts: [], at: START, source });
      await assert.rejects(commit({ facts: [{ kind: 'family_started', family }], at: START, source }));
      const keyHash = family.refresh?.keyHash ?? assert.fail();
      assert.equal(await world.store.findFamilyForRefresh(keyHash), null);
    });

    it('do not fail their neighbours: each of a group stands alone', async () => {
      const parties = await world.parties();
      const family = world.family(parties, { claims: noClaims });
      const facts = racing((index) => (index === 7 ? family : world.family(parties)));
      await world.keep([{ kind: 'family_started', family }]);
      const results = await Promise.allSettled(
        facts.map((started) => world.commit([{ kind: 'family_started', family: started }])),
      );
      const failed = results.flatMap(({ status }, index) => (status === 'rejected' ? [index] : []));
      assert.deepEqual(failed, [7]);
    });

    it('leave no code behind when consent or session ends first', async () => {
      const parties = await world.parties();
      const { account, client, session } = parties;
      const first = world.code(parties);
      await world.keep([{ kind: 'code_issued', code: first }]);
      await world.keep([{ kind: 'consent_revoked', userId: account.id, clientId: client.id }]);
      await world.refuses('code_redeemed', [{ kind: 'code_redeemed', code: first, issued: [] }]);

      const second = world.code(parties);
      const offline = world.code(parties, { scope: ['openid', 'offline_access'] });
      await world.keep([{ kind: 'code_issued', code: second }]);
      await world.keep([{ kind: 'code_issued', code: offline }]);
      await world.keep([
        { kind: 'session_ended', session: session.id, userId: account.id, reason: 'logout' },
      ]);
      await world.refuses('code_redeemed', [{ kind: 'code_redeemed', code: second, issued: [] }]);
      await world.keep([{ kind: 'code_redeemed', code: offline, issued: [] }]);
    });

    it('tell the client of an approved device that the session ended', async () => {
      const parties = await world.parties();
      const { account, client, session } = parties;
      const { hash } = world.deviceCode(client);
      await world.keep([{ kind: 'device_code_issued', deviceCode: { ...world.deviceCode(client), hash } }]);
      await world.keep([{ kind: 'device_code_entered', hash, session: session.id }]);
      const { familyId, sid, authentication } = world.code(parties);
      const approval = {
        userId: account.id,
        familyId,
        ...{ scope: ['openid'], resources: [], details: [], grantId: null },
        claims: noClaims,
        authentication,
        sessionId: session.id,
        sid,
        approvedAt: START,
      };
      await world.keep([
        { kind: 'device_approved', hash, clientId: client.id, session: session.id, approval },
      ]);
      await world.keep([{ kind: 'session_ended', session: session.id, userId: account.id, reason: 'admin' }]);
      const notices = await world.opened.notices();
      assert.deepEqual(
        notices.filter((notice) => notice.sid === sid),
        [{ clientId: client.id, sid }],
      );
    });
  });
}
