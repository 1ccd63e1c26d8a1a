import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clientId, instant, userId } from '@grantor/protocol';
import { exampleResource, exampleScope } from '../examples/fixtures.ts';
import { START, type World } from './world.ts';

export function recordContract(world: World): void {
  describe('records', () => {
    it('answers a client with every setting as it was put', async () => {
      const client = await world.client({ tokensValidFrom: instant(5) });
      assert.deepEqual(await world.store.findClient(client.id), client);
    });

    it('answers null for an unknown client, and finds it once it exists', async () => {
      const id = clientId(world.name('client'));
      assert.equal(await world.store.findClient(id), null);
      const client = await world.client({ id });
      assert.deepEqual(await world.store.findClient(id), client);
    });

    it('shows a changed client to the next read — operations.md E-4', async () => {
      const client = await world.client();
      await world.store.findClient(client.id);
      await world.opened.put.client({ ...client, status: 'inactive' });
      assert.equal((await world.store.findClient(client.id))?.status, 'inactive');
    });

    it('answers an account live, null when it does not exist', async () => {
      const account = await world.account({ role: 'admin', tokensValidFrom: instant(7) });
      assert.deepEqual(await world.store.findAccount(account.id), account);
      await world.disable(account);
      assert.equal((await world.store.findAccount(account.id))?.disabledAt, START);
      assert.equal(await world.store.findAccount(userId('nobody')), null);
    });

    it('lists resources, with scopes or open to any', async () => {
      const open = exampleResource({ uri: `https://${world.name('api')}.example/` });
      const closed = exampleResource({
        uri: `https://${world.name('api')}.example/`,
        name: 'API',
        scopes: [
          exampleScope('read', { description: 'Read', isDefault: true }),
          exampleScope('write', { implies: ['read'], isRestricted: true }),
        ],
        accessTokenFormat: 'opaque',
        accessTokenTyp: 'JWT',
        accessTokenLifetime: 300,
        identityClaims: ['email', 'groups'],
      });
      await world.opened.put.resource(open);
      await world.opened.put.resource(closed);
      const resources = await world.store.listResources();
      assert.deepEqual(
        resources.find(({ uri }) => uri === open.uri),
        open,
      );
      assert.deepEqual(
        resources.find(({ uri }) => uri === closed.uri),
        closed,
      );
    });

    it('keeps a commit that writes nothing', async () => {
      const client = await world.client();
      await world.keep([{ kind: 'client_token_issued', clientId: client.id, scope: ['read'] }]);
      await world.keep([]);
    });
  });
}
