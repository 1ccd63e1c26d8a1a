/** Steps of token sessions on both databases: of any number at once one counts (product.md T-4, G-4). */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { later, START, World } from '@grantor/engine/testing';
import { secondOf, sha256, type UserId, userId } from '@grantor/protocol';
import { type TokenStep, takeTokenStep } from '../../src/administration/tokens.ts';
import { listOwnTokenSessions } from '../../src/store/own-token-sessions.ts';
import { listEveryToken } from '../../src/store/token-list.ts';
import { createAuditLog } from '../../src/telemetry/audit-log.ts';
import { databases, type TestDatabase } from '../store/databases.ts';
import { contractStore } from '../store/seeds.ts';

const parallel = 20;
const actor = { userId: 'ada-0001', username: 'ada', source: null } as const;

for (const { name, open } of databases) {
  describe(`token sessions administered on ${name}`, () => {
    let opened: TestDatabase;
    const world = new World();
    before(async () => {
      opened = await open();
      world.opened = contractStore(opened.database, opened.close);
    });
    after(() => opened.close());

    const ports = () => {
      const { database } = opened;
      const log = () => assert.fail('nothing goes wrong');
      const now = () => later(1000);
      return {
        ...{ database, now, outbox: null },
        audit: createAuditLog({ database, now, rows: 'keep', capacity: 10, log }),
      };
    };
    const race = async (id: string, step: TokenStep): Promise<void> => {
      const all = await Promise.all(
        Array.from({ length: parallel }, () => takeTokenStep(ports(), { actor, id }, step)),
      );
      assert.equal(all.filter(({ kind }) => kind === 'done').length, 1, step);
      assert.equal(all.filter(({ kind }) => kind === 'settled').length, parallel - 1, step);
    };

    it('are paused, continued and ended by one of twenty — product.md T-4, §17', async () => {
      const family = world.family(await world.parties());
      await world.keep([{ kind: 'family_started', family }]);
      for (const step of ['disable', 'enable', 'disable', 'revoke'] as const) await race(family.id, step);
      assert.deepEqual(await takeTokenStep(ports(), { actor, id: family.id }, 'enable'), { kind: 'settled' });
      assert.deepEqual(await takeTokenStep(ports(), { actor, id: 'unknown' }, 'revoke'), { kind: 'gone' });
    });

    it('are their owner’s to pause, and nobody else’s — product.md T-4', async () => {
      const family = world.family(await world.parties());
      await world.keep([{ kind: 'family_started', family }]);
      const step = (owner: UserId) => takeTokenStep(ports(), { actor, id: family.id, owner }, 'disable');
      assert.deepEqual(await step(userId('somebody-else')), { kind: 'gone' });
      assert.deepEqual(await step(family.userId), { kind: 'done' });
    });

    it('go on for their owner where the owner paused them, and no administrator did since — product.md T-4', async () => {
      const owned = world.family(await world.parties());
      await world.keep([{ kind: 'family_started', family: owned }]);
      const { id, userId: owner } = owned;
      const canResume = async () => {
        const { rows } = await listOwnTokenSessions(
          opened.database,
          {
            ...{ owner, validFrom: null, now: secondOf(later(2000)), status: 'paused', search: '' },
            ...{ kind: undefined, clientId: undefined, sort: { by: 'started', direction: 'desc' } },
          },
          { limit: 1, offset: 0 },
        );
        return rows[0]?.canResume;
      };
      const own = async (step: TokenStep) => (await takeTokenStep(ports(), { actor, id, owner }, step)).kind;
      const administered = async (step: TokenStep) =>
        (await takeTokenStep(ports(), { actor, id }, step)).kind;
      assert.equal(await own('disable'), 'done');
      assert.equal(await canResume(), true);
      assert.equal(await own('enable'), 'done');
      assert.equal(await own('disable'), 'done');
      assert.equal(await administered('disable'), 'done');
      assert.equal(await canResume(), false);
      for (const step of ['enable', 'disable'] as const) assert.equal(await own(step), 'settled', step);
      assert.equal(await administered('enable'), 'done');
      assert.equal(await own('disable'), 'done');
    });

    it('of a stored token alone pause it everywhere — product.md T-3, T-4, protocol.md TO-3', async () => {
      const { client } = await world.parties();
      const hash = sha256(world.name('value'));
      const token = {
        ...{ hash, tokenId: world.name('token'), clientId: client.id, userId: null, familyId: null },
        ...{
          scope: ['read'],
          audience: [],
          details: [],
          authentication: null,
          confirmation: null,
          vouchedBy: [],
          actor: null,
        },
        issuedAt: START,
        expiresAt: Math.floor(later(3_600_000) / 1000) as never,
      };
      await world.keep([{ kind: 'opaque_token_issued', token }]);
      const isRevoked = async () => (await world.store.findOpaqueToken(hash))?.standing.tokenRevoked;
      assert.equal(await isRevoked(), false);
      await race(hash, 'disable');
      assert.equal(await isRevoked(), true);
      const found = async (status: 'active' | 'disabled' | 'revoked') =>
        (
          await listEveryToken(
            opened.database,
            { kind: 'access', status, clientId: client.id, scope: 'read', search: '', now: later(2000) },
            { limit: 10, offset: 0 },
          )
        ).rows.map(({ id }) => id);
      assert.deepEqual([await found('active'), await found('disabled')], [[], [hash]]);
      await race(hash, 'enable');
      assert.equal(await isRevoked(), false);
      assert.deepEqual([await found('active'), await found('disabled')], [[hash], []]);
      await race(hash, 'revoke');
      assert.equal(await isRevoked(), true);
      assert.deepEqual([await found('active'), await found('revoked')], [[], [hash]]);
    });
  });
}
