/** What a front-end takes back of what its people allowed, on both databases (federation-vci-authlete.md §3.2). */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type { Consent } from '@grantor/engine';
import { type Parties, racing, START, World } from '@grantor/engine/testing';
import { secondOf } from '@grantor/protocol';
import type { Kysely } from 'kysely';
import type { Schema } from '../../src/database/schema.ts';
import { narrowAccessIn, setPropertiesIn } from '../../src/store/narrowing.ts';
import { databases, type TestDatabase } from '../store/databases.ts';
import { contractStore } from '../store/seeds.ts';

for (const { name, open } of databases) {
  describe(`access that is narrowed on ${name}`, () => {
    let opened: TestDatabase;
    const world = new World();
    before(async () => {
      opened = await open();
      world.opened = contractStore(opened.database, opened.close);
    });
    after(() => opened.close());

    const given = async (change: Partial<Consent> = {}) => {
      const parties = await world.parties();
      const { account, client } = parties;
      const consent = {
        ...{ userId: account.id, clientId: client.id, scope: ['openid', 'read'], resources: [] },
        ...{ claims: [], details: [], redirectHost: null, terms: [], givenAt: START },
        ...change,
      };
      await world.keep([{ kind: 'consent_given', consent }]);
      return parties;
    };
    const narrow = ({ account, client }: Parties, scopes = ['openid']) =>
      opened.database.transaction((tx) =>
        narrowAccessIn(tx, { id: client.id, userId: account.id, scopes }, START),
      );

    it('yields no code by what was read before — security.md R-9, T-4', async () => {
      const parties = await given();
      const issue = (consent: typeof START) =>
        [{ kind: 'code_issued', code: world.code(parties), consent }] as const;
      await narrow(parties, ['openid', 'read', 'other']);
      await world.keep(issue(START));
      await narrow(parties);
      await world.refuses('code_issued', issue(START));
      const left = await world.store.findConsent(parties.account.id, parties.client.id);
      assert.deepEqual(left?.scope, ['openid']);
      assert.equal(left?.givenAt === START, false);
      assert.equal(secondOf(left?.givenAt ?? START), secondOf(START));
      await world.keep(issue(left?.givenAt ?? START));
    });

    it('ends where nothing of it is left: its places are asked about again, too — security.md T-4', async () => {
      const parties = await given();
      const find = () => world.store.findConsent(parties.account.id, parties.client.id);
      await narrow(parties, []);
      assert.equal(await find(), null);
      await world.refuses('code_issued', [
        { kind: 'code_issued', code: world.code(parties), consent: START },
      ]);
    });

    it('stays where a detail of it is left', async () => {
      const detail = 'terms {"type":"a"}';
      const parties = await given({ details: [detail] });
      await narrow(parties, []);
      const left = await world.store.findConsent(parties.account.id, parties.client.id);
      assert.deepEqual([left?.scope, left?.details], [[], [detail]]);
    });

    it('leaves no code of those that were faster', async () => {
      const parties = await given();
      const codes = racing(() => world.code(parties));
      const half = codes.length / 2;
      const issue = (code: (typeof codes)[number]) =>
        world.commit([{ kind: 'code_issued', code, consent: START }]);
      const early = codes.slice(0, half).map(issue);
      const narrowing = narrow(parties);
      await Promise.all([...early, narrowing, ...codes.slice(half).map(issue)]);
      for (const { hash } of codes) assert.equal(await world.store.findCodeForRedemption(hash), null);
    });

    it('stays narrow beside what else is said of its tokens meanwhile', async () => {
      const properties = [{ key: 'plan', value: 'small', hidden: false }];
      for (const first of ['narrowed', 'told'] as const) {
        const parties = await given();
        const family = world.family(parties, { scope: ['openid', 'read'] });
        await world.keep([{ kind: 'family_started', family }]);
        const { account, client } = parties;
        const granted = { id: client.id, userId: account.id, scopes: ['openid'] };
        const steps: Record<typeof first, (tx: Kysely<Schema>) => Promise<unknown>> = {
          narrowed: (tx) => narrowAccessIn(tx, granted, START),
          told: (tx) => setPropertiesIn(tx, family.id, properties),
        };
        const { transaction } = opened.database;
        const other: Promise<unknown>[] = [];
        await transaction(async (tx) => {
          await steps[first](tx);
          other.push(transaction(first === 'told' ? steps.narrowed : steps.told));
          await setTimeout(50);
        });
        await Promise.all(other);
        const found = await world.store.findFamilyForRefresh(family.refresh?.keyHash ?? world.hash());
        assert.deepEqual(found?.family.told?.scopes, ['openid'], first);
        assert.deepEqual(found?.family.told?.properties, properties, first);
      }
    });
  });
}
