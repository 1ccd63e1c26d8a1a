import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clientId, familyId, instant, secondOf, userId } from '@grantor/protocol';
import type { OpaqueToken } from '../../model/access-token.ts';
import type { ClientDocument } from '../../model/client-document.ts';
import { sampleClient } from './sample-client.ts';
import { authentication, HOUR, later, START, sampleDetail, type World } from './world.ts';

export function tokenContract(world: World): void {
  const opaque = (change: Partial<OpaqueToken>): OpaqueToken => ({
    hash: world.hash(),
    tokenId: world.name('token'),
    clientId: clientId('nobody'),
    userId: null,
    familyId: null,
    scope: ['read'],
    audience: ['https://api.example/'],
    details: [sampleDetail],
    authentication: null,
    confirmation: { 'x5t#S256': 'thumbprint' },
    vouchedBy: [],
    actor: null,
    issuedAt: START,
    expiresAt: secondOf(later(HOUR)),
    ...change,
  });

  describe('access tokens', () => {
    it('stand as client, account and family do — protocol.md TO-3', async () => {
      const parties = await world.parties({ tokensValidFrom: instant(3) });
      const resources = ['https://api.example/'];
      const claims = { userinfo: { email: { essential: false, values: [] } }, idToken: {} };
      const family = world.family(parties, { claims, resources, pausedAt: START, grantId: 'grant' });
      await world.keep([{ kind: 'family_started', family }]);
      const { client, account } = parties;
      const reference = {
        ...{ clientId: client.id, userId: account.id, familyId: family.id },
        issuedAt: START,
      };
      assert.deepEqual(await world.store.findTokenStanding({ tokenId: world.name('token'), ...reference }), {
        client: { status: 'active', tokensValidFrom: instant(3) },
        account: parties.account,
        family: {
          ...{
            clientId: parties.client.id,
            userId: parties.account.id,
            startedAt: START,
            revokedAt: null,
            pausedAt: START,
          },
          ...{ claims, resources, grantId: 'grant' },
        },
        tokenRevoked: false,
      });
    });

    it('stand for whoever their family belongs to, whatever they call that person — advanced.md PWS-1', async () => {
      const parties = await world.parties();
      const family = world.family(parties);
      await world.keep([{ kind: 'family_started', family }]);
      const reference = {
        ...{ tokenId: world.name('token'), clientId: parties.client.id, familyId: family.id },
        issuedAt: START,
      };
      for (const named of [userId('a-name-of-a-sector'), null]) {
        const standing = await world.store.findTokenStanding({ ...reference, userId: named });
        assert.deepEqual(standing.account, parties.account);
      }
    });

    it('have no account or family where they name none, nor where these are gone', async () => {
      const client = await world.client();
      const standing = {
        client: { status: 'active', tokensValidFrom: null },
        account: null,
        family: null,
        tokenRevoked: false,
      };
      const tokenId = world.name('token');
      const bare = { tokenId, clientId: client.id, userId: null, familyId: null, issuedAt: START };
      const gone = { ...bare, userId: userId('nobody'), familyId: familyId('none') };
      assert.deepEqual(await world.store.findTokenStanding(bare), standing);
      assert.deepEqual(await world.store.findTokenStanding(gone), standing);
      const unknown = await world.store.findTokenStanding({ ...bare, clientId: clientId('nobody') });
      assert.deepEqual(unknown, { ...standing, client: null });
    });

    it('stand for no client that was made after them, though it has the same id — security.md T-3', async () => {
      const url = clientId(`https://${world.name('client')}.example/metadata.json`);
      const client = { ...sampleClient, id: url, source: 'document', secrets: [] } as const;
      const document: ClientDocument = {
        ...{ url, text: '{}', origin: 'live', etag: null },
        ...{ freshUntil: later(HOUR), withdrawnAt: null },
      };
      const adopted = { kind: 'document_adopted', client, document, changed: null } as const;
      await world.keep([adopted], later(HOUR));
      const standingAt = async (issuedAt: typeof START) => {
        const token = opaque({ clientId: url, issuedAt });
        await world.keep([{ kind: 'opaque_token_issued', token }]);
        const { tokenId } = token;
        const bare = { tokenId, clientId: url, userId: null, familyId: null, issuedAt };
        const { client: named } = await world.store.findTokenStanding(bare);
        const found = await world.store.findOpaqueToken(token.hash);
        assert.deepEqual(found?.standing.client, named);
        return named?.status;
      };
      assert.equal(await standingAt(START), undefined);
      assert.equal(await standingAt(later(HOUR)), 'active');
      // What it says of itself later makes no other client of it
      await world.keep([{ ...adopted, client: { ...client, name: 'Renamed' } }], later(2 * HOUR));
      assert.equal(await standingAt(later(HOUR)), 'active');
    });

    it('are issued to a client for itself while it is active — operations.md E-1', async () => {
      const client = await world.client();
      const issued = { kind: 'client_token_issued', clientId: client.id, scope: ['read'] } as const;
      const token = opaque({ clientId: client.id });
      await world.keep([issued]);
      await world.opened.put.client({ ...client, status: 'inactive' });
      await world.refuses('client_token_issued', [issued]);
      await world.refuses('client_token_issued', [issued, { kind: 'opaque_token_issued', token }]);
      assert.equal(await world.store.findOpaqueToken(token.hash), null);
      await world.opened.put.client(client);
      await Promise.all(Array.from({ length: 20 }, () => world.keep([issued])));
      await world.refuses('client_token_issued', [{ ...issued, clientId: clientId('nobody') }]);
    });

    it('are revoked by their id, however often', async () => {
      const { client, account } = await world.parties();
      const tokenId = world.name('token');
      const fact = {
        kind: 'access_token_revoked',
        tokenId,
        clientId: client.id,
        userId: account.id,
        expiresAt: secondOf(later(HOUR)),
        reason: 'client',
      } as const;
      await world.keep([fact]);
      await world.keep([fact]);
      const reference = { tokenId, clientId: client.id, userId: null, familyId: null, issuedAt: START };
      assert.equal((await world.store.findTokenStanding(reference)).tokenRevoked, true);
    });

    it('are found by hash when opaque, with their standing', async () => {
      const parties = await world.parties();
      const family = world.family(parties);
      const token = opaque({
        clientId: parties.client.id,
        userId: parties.account.id,
        familyId: family.id,
        authentication,
      });
      await world.keep([
        { kind: 'family_started', family },
        { kind: 'opaque_token_issued', token },
      ]);
      const found = await world.store.findOpaqueToken(token.hash);
      assert.deepEqual(found?.token, token);
      assert.deepEqual(found?.standing.account, parties.account);
      assert.equal(found?.standing.family?.revokedAt, null);
      assert.equal(await world.store.findOpaqueToken(world.hash()), null);
    });

    it('are found by hash without user and family too', async () => {
      const client = await world.client();
      const token = opaque({ clientId: client.id });
      await world.keep([{ kind: 'opaque_token_issued', token }]);
      const found = await world.store.findOpaqueToken(token.hash);
      assert.deepEqual(found?.token, token);
      assert.equal(found?.standing.account, null);
    });
  });
}
