import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AuthorizationCode } from '../../model/authorization-code.ts';
import type { Consent } from '../../model/consent.ts';
import { later, type Parties, racing, SECOND, START, type World } from './world.ts';

export function consentContract(world: World): void {
  const consent = ({ account, client }: Parties, change: Partial<Consent> = {}): Consent => ({
    userId: account.id,
    clientId: client.id,
    scope: ['openid', 'read'],
    resources: ['https://api.example/'],
    claims: [],
    details: [],
    redirectHost: null,
    terms: [],
    givenAt: START,
    ...change,
  });

  const sorted = (values: readonly string[] | undefined): readonly string[] => [...(values ?? [])].sort();

  describe('consents', () => {
    it('finds what was given, for this person and client only', async () => {
      const parties = await world.parties();
      const given = consent(parties, { scope: ['read'], redirectHost: 'app.example', terms: ['as shown'] });
      const { account, client } = parties;
      assert.equal(await world.store.findConsent(account.id, client.id), null);
      await world.keep([{ kind: 'consent_given', consent: given }]);
      assert.deepEqual(await world.store.findConsent(account.id, client.id), given);
      assert.equal(await world.store.findConsent(account.id, (await world.client()).id), null);
    });

    it('merges approvals; host and time are those of the latest — protocol.md IN-3', async () => {
      const parties = await world.parties();
      const second = {
        scope: ['write', 'read'],
        resources: [],
        claims: ['email'],
        details: ['terms {"type":"b"}'],
        redirectHost: 'b.example',
        terms: ['second'],
      };
      const first = consent(parties, { terms: ['first'], details: ['terms {"type":"a"}'] });
      await world.keep([{ kind: 'consent_given', consent: first }]);
      await world.keep([
        { kind: 'consent_given', consent: consent(parties, { ...second, givenAt: later(SECOND) }) },
      ]);
      const merged = await world.store.findConsent(parties.account.id, parties.client.id);
      assert.deepEqual(sorted(merged?.scope), ['openid', 'read', 'write']);
      assert.deepEqual(merged?.resources, ['https://api.example/']);
      assert.deepEqual(merged?.claims, ['email']);
      assert.deepEqual(sorted(merged?.terms), ['first', 'second']);
      assert.deepEqual(sorted(merged?.details), ['terms {"type":"a"}', 'terms {"type":"b"}']);
      assert.equal(merged?.redirectHost, 'b.example');
      assert.equal(merged?.givenAt, later(SECOND));
    });

    it('loses none of twenty approvals at once', async () => {
      const parties = await world.parties();
      const scopes = racing((index) => `scope-${index}`);
      const results = await Promise.all(
        scopes.map((scope) =>
          world.commit([{ kind: 'consent_given', consent: consent(parties, { scope: [scope] }) }]),
        ),
      );
      assert.ok(results.every(({ ok }) => ok));
      const merged = await world.store.findConsent(parties.account.id, parties.client.id);
      assert.deepEqual(sorted(merged?.scope), sorted(scopes));
    });

    it('begin anew where they have grown long, with all that is allowed next — security.md L-8', async () => {
      const parties = await world.parties();
      const many = (name: string) =>
        Array.from({ length: 700 }, (_, index) => `${name}-${index}`.padEnd(50, '.'));
      const give = async (change: Partial<Consent>) =>
        world.keep([{ kind: 'consent_given', consent: consent(parties, change) }]);
      const length = async () =>
        (await world.store.findConsent(parties.account.id, parties.client.id))?.terms.length;
      await give({ terms: many('first'), details: ['terms {"type":"a"}'] });
      await give({ terms: many('second') });
      assert.equal(await length(), 1400);
      const next = consent(parties, { scope: ['write'], resources: [], terms: ['third'] });
      await give(next);
      assert.deepEqual(await world.store.findConsent(parties.account.id, parties.client.id), next);
      await give({ terms: ['fourth'] });
      assert.equal(await length(), 2);
    });

    it('ends every family of the pair, and no other — protocol.md IN-5', async () => {
      const parties = await world.parties();
      const other = { ...parties, client: await world.client() };
      const families = [world.family(parties), world.family(parties, { scope: ['offline_access'] })];
      const foreign = world.family(other);
      await world.keep([
        { kind: 'consent_given', consent: consent(parties) },
        ...[...families, foreign].map((family) => ({ kind: 'family_started' as const, family })),
      ]);
      const { account, client } = parties;
      const revoked = { kind: 'consent_revoked', userId: account.id, clientId: client.id } as const;
      await world.keep([revoked], later(SECOND));
      await world.keep([revoked], later(2 * SECOND));
      assert.equal(await world.store.findConsent(account.id, client.id), null);
      for (const { refresh } of families) {
        const found = await world.store.findFamilyForRefresh(refresh?.keyHash ?? world.hash());
        assert.equal(found?.family.revokedAt, later(SECOND));
      }
      const kept = await world.store.findFamilyForRefresh(foreign.refresh?.keyHash ?? world.hash());
      assert.equal(kept?.family.revokedAt, null);
    });

    it('yields no code once it is withdrawn — security.md R-9', async () => {
      const parties = await world.parties();
      const { account, client } = parties;
      const issue = (code: AuthorizationCode) =>
        world.commit([{ kind: 'code_issued', code, consent: START }]);
      await world.keep([{ kind: 'consent_given', consent: consent(parties) }]);
      const codes = racing(() => world.code(parties));
      const early = codes.slice(0, codes.length / 2).map(issue);
      const withdrawal = { kind: 'consent_revoked', userId: account.id, clientId: client.id } as const;
      const withdrawn = world.commit([withdrawal]);
      const late = codes.slice(codes.length / 2).map(issue);
      assert.deepEqual(await withdrawn, { ok: true });
      const refused = { ok: false, conflict: 'code_issued' } as const;
      for (const result of await Promise.all([...early, ...late])) {
        assert.deepEqual(result, result.ok ? { ok: true } : refused);
      }
      for (const { hash } of codes) assert.equal(await world.store.findCodeForRedemption(hash), null);
      assert.deepEqual(await issue(world.code(parties)), refused);
    });

    it('yields no code by what was given before it was withdrawn, or before there was more of it — security.md R-9', async () => {
      const parties = await world.parties();
      const { account, client } = parties;
      const given = (at: Consent['givenAt']) =>
        world.keep([{ kind: 'consent_given', consent: consent(parties, { givenAt: at }) }]);
      const resting = (on: Consent['givenAt']) =>
        [{ kind: 'code_issued', code: world.code(parties), consent: on }] as const;
      await given(START);
      await world.keep(resting(START));
      await world.keep([{ kind: 'consent_revoked', userId: account.id, clientId: client.id }]);
      await given(later(SECOND));
      await world.refuses('code_issued', resting(START));
      await world.keep(resting(later(SECOND)));
      await given(later(2 * SECOND));
      await world.refuses('code_issued', resting(later(SECOND)));
      await world.keep(resting(later(2 * SECOND)));
    });

    it('stands beside every code it was given with, whichever withdrawal was between — protocol.md IN-5', async () => {
      for (let round = 0; round < 5; round += 1) {
        const parties = await world.parties();
        const { account, client } = parties;
        const withdrawal = { kind: 'consent_revoked', userId: account.id, clientId: client.id } as const;
        await world.keep([{ kind: 'consent_given', consent: consent(parties) }]);
        const codes = racing(() => world.code(parties));
        const commits = codes.map((code, index) =>
          index % 4 === 3
            ? world.commit([withdrawal], later(SECOND))
            : world.commit([
                { kind: 'consent_given', consent: consent(parties) },
                { kind: 'code_issued', code },
              ]),
        );
        assert.ok((await Promise.all(commits)).every(({ ok }) => ok));
        const found = await Promise.all(codes.map(({ hash }) => world.store.findCodeForRedemption(hash)));
        const isThere = (await world.store.findConsent(account.id, client.id)) !== null;
        assert.ok(isThere || found.every((code) => code === null));
      }
    });

    it('is not asked about by a code that needs none, or brings its own', async () => {
      const parties = await world.parties();
      await world.keep([{ kind: 'code_issued', code: world.code(parties) }]);
    });
  });
}
