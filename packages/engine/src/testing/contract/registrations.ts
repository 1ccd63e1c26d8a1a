import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clientId, epoch, type Hash, secondOf } from '@grantor/protocol';
import type { Client } from '../../model/client.ts';
import type { Registration } from '../../model/registration.ts';
import type { Fact } from '../../ports/facts.ts';
import { sampleClient } from './sample-client.ts';
import { HOUR, later, racing, SECOND, START, type World } from './world.ts';

const LATER = secondOf(later(HOUR));

export function registrationContract(world: World): void {
  /** A client that registered itself, kept. */
  async function register(change: Partial<Client> = {}): Promise<Registration> {
    const id = clientId(world.name('client'));
    const lastUsedAt = secondOf(START);
    const client: Client = { ...sampleClient, id, source: 'dynamic', lastUsedAt, ...change };
    const registration = {
      client,
      version: 1,
      registeredAt: secondOf(START),
      tokenHash: world.hash(),
      earlierToken: null,
    };
    await world.keep([{ kind: 'client_registered', registration }]);
    return registration;
  }

  const replacement = async (
    client: Client,
    presented: Hash,
    change: Partial<Extract<Fact, { kind: 'client_replaced' }>> = {},
  ): Promise<Extract<Fact, { kind: 'client_replaced' }>> => ({
    ...{ kind: 'client_replaced', client, presented, next: world.hash() },
    version: (await world.store.findRegistration(client.id))?.version ?? 0,
    ...{ earlierUntil: LATER, changed: [], consents: 'keep', ...change },
  });

  const find = async ({ client }: Registration) => {
    const found = await world.store.findRegistration(client.id);
    assert.ok(found !== null);
    return found;
  };

  describe('registrations', () => {
    it('are found as they were made, and their client at once', async () => {
      const registration = await register();
      const { version, ...found } = await find(registration);
      assert.deepEqual({ ...found, version: 1 }, registration);
      assert.equal((await find(registration)).version, version);
      assert.deepEqual(await world.store.findClient(registration.client.id), registration.client);
    });

    it('are none of a client an administrator made, or nobody', async () => {
      const { id } = await world.client();
      assert.equal(await world.store.findRegistration(id), null);
      assert.equal(await world.store.findRegistration(clientId('nobody')), null);
      assert.equal(await world.store.findClientUse(clientId('nobody'), epoch(1)), null);
    });

    it('are seen by the next call although the id was asked for before — operations.md E-2', async () => {
      const id = clientId(world.name('client'));
      assert.equal(await world.store.findClient(id), null);
      await register({ id });
      assert.equal((await world.store.findClient(id))?.id, id);
    });

    it('are replaced whole, with a new token beside the old one — clients.md §3 PUT', async () => {
      const registration = await register();
      const client = {
        ...registration.client,
        name: 'New',
        secrets: [],
        redirectUris: ['https://n.example/'],
      };
      const fact = await replacement(client, registration.tokenHash);
      await world.keep([fact], later(60 * SECOND));
      const expected = { ...client, lastUsedAt: secondOf(later(60 * SECOND)) };
      const { version, ...found } = await find(registration);
      assert.notEqual(version, fact.version);
      assert.deepEqual(found, {
        client: expected,
        registeredAt: registration.registeredAt,
        tokenHash: fact.next,
        earlierToken: { hash: registration.tokenHash, until: LATER },
      });
      assert.deepEqual(await world.store.findClient(client.id), expected);
    });

    it('let the token before replace again, for no longer than the first time', async () => {
      const { client, tokenHash } = await register();
      await world.keep([await replacement(client, tokenHash)]);
      const again = await replacement(client, tokenHash, { earlierUntil: epoch(LATER + 60) });
      await world.keep([again]);
      const { earlierToken, tokenHash: now } = await find({ client } as Registration);
      assert.deepEqual([now, earlierToken], [again.next, { hash: tokenHash, until: LATER }]);
      await world.refuses('client_replaced', [await replacement(client, tokenHash)], later(HOUR));
    });

    it('end the token before when the new one was used', async () => {
      const { client, tokenHash } = await register();
      const fact = await replacement(client, tokenHash);
      await world.keep([fact]);
      const used = { kind: 'registration_token_used', clientId: client.id } as const;
      await world.keep([{ ...used, token: tokenHash }]);
      assert.notEqual((await find({ client } as Registration)).earlierToken, null);
      await world.keep([{ ...used, token: fact.next }]);
      assert.equal((await find({ client } as Registration)).earlierToken, null);
      await world.refuses('client_replaced', [await replacement(client, tokenHash)]);
      await world.refuses('client_deleted', [{ kind: 'client_deleted', client, presented: tokenHash }]);
    });

    it('are neither replaced nor deleted with a foreign token', async () => {
      const [own, other] = [await register(), await register()];
      const before = await find(own);
      const presented = other.tokenHash;
      await world.refuses('client_replaced', [await replacement({ ...own.client, name: 'Mine' }, presented)]);
      await world.refuses('client_deleted', [{ kind: 'client_deleted', client: own.client, presented }]);
      assert.deepEqual(await find(own), before);
    });

    it('drop the consents of their client only where told', async () => {
      const { client, tokenHash } = await register();
      const account = await world.account();
      const owner = { userId: account.id, clientId: client.id };
      const consent = { ...owner, scope: ['read'], resources: [], claims: [], details: [] };
      await world.keep([
        { kind: 'consent_given', consent: { ...consent, redirectHost: null, terms: [], givenAt: START } },
      ]);
      const kept = await replacement(client, tokenHash);
      await world.keep([kept]);
      assert.notEqual(await world.store.findConsent(account.id, client.id), null);
      await world.keep([await replacement(client, kept.next, { consents: 'drop' })]);
      assert.equal(await world.store.findConsent(account.id, client.id), null);
    });
  });

  describe('the end of a registration', () => {
    it('ends consents, codes, device codes and families in the same commit — clients.md §3 DELETE', async () => {
      const { client, tokenHash } = await register();
      const account = await world.account();
      const parties = { client, account, session: await world.session(account) };
      const foreign = await world.parties();
      const [code, family, device] = [world.code(parties), world.family(parties), world.deviceCode(client)];
      const others = [world.family(foreign), world.code(foreign), world.deviceCode(foreign.client)] as const;
      const owner = { userId: account.id, clientId: client.id };
      const consent = { ...owner, scope: ['read'], resources: [], claims: [], details: [] };
      await world.keep([
        { kind: 'consent_given', consent: { ...consent, redirectHost: null, terms: [], givenAt: START } },
        { kind: 'code_issued', code },
        { kind: 'code_issued', code: others[1] },
        { kind: 'family_started', family },
        { kind: 'family_started', family: others[0] },
        { kind: 'device_code_issued', deviceCode: device },
      ]);
      await world.keep([{ kind: 'device_code_issued', deviceCode: others[2] }]);
      await world.keep([{ kind: 'client_deleted', client, presented: tokenHash }], later(SECOND));

      assert.equal(await world.store.findClient(client.id), null);
      assert.equal(await world.store.findRegistration(client.id), null);
      assert.equal(await world.store.findConsent(account.id, client.id), null);
      assert.equal(await world.store.findCodeForRedemption(code.hash), null);
      const now = secondOf(later(SECOND));
      assert.equal(await world.store.findDeviceCodeForEntry(device.userCodeHash, now), null);
      const ended = await world.store.findFamilyForRefresh(family.refresh?.keyHash ?? world.hash());
      assert.equal(ended?.family.revokedAt, later(SECOND));
      const kept = await world.store.findFamilyForRefresh(others[0].refresh?.keyHash ?? world.hash());
      assert.equal(kept?.family.revokedAt, null);
      assert.notEqual(await world.store.findCodeForRedemption(others[1].hash), null);
      assert.notEqual(await world.store.findDeviceCodeForEntry(others[2].userCodeHash, now), null);
    });

    it('comes once: twenty deletions, one winner', async () => {
      const { client, tokenHash } = await register();
      const deletion = { kind: 'client_deleted', client, presented: tokenHash } as const;
      await world.oneWins(
        'client_deleted',
        racing(() => [deletion]),
      );
    });

    it('wins against every replacement that comes after it', async () => {
      const { client, tokenHash } = await register();
      await Promise.all([
        ...racing(async () => world.commit([await replacement(client, tokenHash)])),
        world.keep([{ kind: 'client_deleted', client, presented: tokenHash }]),
        ...racing(async () => world.commit([await replacement(client, tokenHash)])),
      ]);
      assert.equal(await world.store.findRegistration(client.id), null);
      await world.refuses('client_replaced', [await replacement(client, tokenHash)]);
    });

    it('keeps one of twenty replacements of the same, and the token they were asked with', async () => {
      const { client, tokenHash } = await register();
      const facts = await Promise.all(
        racing((index) => replacement({ ...client, name: `Name ${index}` }, tokenHash)),
      );
      await world.oneWins(
        'client_replaced',
        facts.map((fact) => [fact]),
      );
      const found = await find({ client } as Registration);
      const winner = facts.find(({ next }) => next === found.tokenHash);
      assert.equal(found.client.name, winner?.client.name);
      assert.equal(found.earlierToken?.hash, tokenHash);
    });

    it('takes back nothing that somebody changed since it was read — security.md T-4', async () => {
      const { client, tokenHash } = await register();
      const fact = await replacement({ ...client, name: 'Mine' }, tokenHash);
      await world.client({ ...client, grantTypes: ['authorization_code'] });
      await world.refuses('client_replaced', [fact]);
      assert.deepEqual((await find({ client } as Registration)).client.grantTypes, ['authorization_code']);
      const { version } = await find({ client } as Registration);
      await world.keep([{ ...fact, version }]);
    });
  });

  describe('the use of a client — clients.md §4 Idle time, §4 Live family', () => {
    const usedAt = async ({ client }: Registration) =>
      (await world.store.findClientUse(client.id, secondOf(START)))?.lastUsedAt;

    it('is written once in the time it may be written', async () => {
      const registration = await register();
      const used = { kind: 'client_used', clientId: registration.client.id, spacing: 3600 } as const;
      await world.keep([used], later(HOUR - SECOND));
      assert.equal(await usedAt(registration), secondOf(START));
      await world.keep([used], later(HOUR));
      assert.equal(await usedAt(registration), secondOf(later(HOUR)));
      const client = await world.store.findClient(registration.client.id);
      assert.equal(client?.lastUsedAt, secondOf(later(HOUR)));
      await world.keep([used], later(HOUR + SECOND));
      assert.equal(await usedAt(registration), secondOf(later(HOUR)));
    });

    it('is not written of a client that never expires', async () => {
      const { id } = await world.client();
      await world.keep([{ kind: 'client_used', clientId: id, spacing: 0 }]);
      assert.equal((await world.store.findClientUse(id, secondOf(START)))?.lastUsedAt, null);
    });

    it('counts families that are neither revoked nor over', async () => {
      const { client } = await register();
      const account = await world.account();
      const parties = { client, account, session: await world.session(account) };
      const live = async (at = secondOf(START)) =>
        (await world.store.findClientUse(client.id, at))?.hasLiveFamily;
      assert.equal(await live(), false);
      const family = world.family(parties);
      await world.keep([{ kind: 'family_started', family }]);
      assert.equal(await live(), true);
      assert.equal(await live(family.expiresAt), false);
      const revoked = { kind: 'family_revoked', familyId: family.id, clientId: client.id } as const;
      await world.keep([{ ...revoked, userId: account.id, reason: 'client', cause: 'request' }]);
      assert.equal(await live(), false);
    });
  });
}
