/** Which scopes a token holds at a guarded place, those that come with others included. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Resource, unregisteredResource } from '../../src/index.ts';
import { noClaims } from '../../src/model/claims-request.ts';
import { exampleClient, examplePublicClient, postForm } from '../../src/testing/index.ts';
import { agreedAt } from '../../src/tokens/token-traits.ts';
import { createWorld, expectOk, signIn, type World, webAuthorization } from '../support.ts';
import { ask } from './support.ts';

const machineToken = async (world: World): Promise<string> =>
  expectOk(
    await world.engine.token(postForm({ grant_type: 'client_credentials', scope: 'read' }, webAuthorization)),
  ).access_token;

describe('a scope that is demanded', () => {
  const scope = (name: string, implies: readonly string[] = []) => ({
    name,
    description: null,
    isDefault: false,
    isRestricted: false,
    implies,
  });
  const files = {
    ...unregisteredResource('https://files.example'),
    scopes: [scope('read'), scope('write', ['list']), scope('list', ['see']), scope('see'), scope('erase')],
  };
  const notes = { ...unregisteredResource('https://notes.example'), scopes: [scope('see'), scope('write')] };
  const at = async (uri: string, resources: readonly string[], registered: readonly Resource[]) => {
    const world = createWorld({
      seed: { clients: [exampleClient(), examplePublicClient()], resources: registered },
    });
    const rights = { scope: ['read', 'write'], resources, details: [] };
    const claims = { ...noClaims, ...agreedAt(rights, { registered, detailsTypes: [] }) };
    const { access_token: token } = await signIn(world, { resources, claims });
    const url = `${uri}/page`;
    return { world, asked: { token, url } };
  };

  it('is held by a broader one, through any number of steps — resource.md §4 Hierarchy', async () => {
    const { world, asked } = await at(files.uri, [files.uri], [files]);
    const { kind, reply } = await ask(world, { ...asked, demand: { scope: ['see', 'list'] } });
    assert.equal(kind, 'allowed');
    assert.equal(reply.headers['x-auth-scopes'], 'openid profile read write list see');
    assert.equal((await ask(world, { ...asked, demand: { scope: ['erase'] } })).reply.status, 403);
  });

  it('is held at that of several resources alone where it was shown — protocol.md IN-3', async () => {
    const open = unregisteredResource('https://open.example');
    const world = createWorld({
      seed: { clients: [exampleClient(), examplePublicClient()], resources: [files, open] },
    });
    const claims = { ...noClaims, placed: [{ scope: ['read', 'write'], resource: [files.uri] }] };
    const resources = [files.uri, open.uri];
    const { access_token: token } = await signIn(world, { resources, claims });
    for (const [{ uri }, isHeld] of [
      [files, true],
      [open, false],
    ] as const) {
      const { reply } = await ask(world, { token, url: `${uri}/page`, demand: { scope: ['read'] } });
      assert.equal(reply.status === 403, !isHeld, uri);
      const { kind } = await world.engine.checkToken(token, { audience: uri, scopes: ['read'] });
      assert.equal(kind, isHeld ? 'good' : 'refused', uri);
    }
    assert.equal((await ask(world, { token, url: `${open.uri}/page` })).kind, 'allowed');
  });

  it('is not held by what a scope has come to include since a person allowed it — protocol.md IN-6', async () => {
    const wider = { ...files, scopes: [scope('read', ['erase']), ...files.scopes.slice(1)] };
    for (const resources of [[files.uri], []]) {
      const { world, asked } = await at(files.uri, resources, [files]);
      const place = resources.length > 0 ? {} : { audience: ['https://auth.example'] };
      const demanding = (name: string) => ask(world, { ...asked, demand: { scope: [name], ...place } });
      world.store.put.resource(wider);
      assert.equal((await demanding('see')).kind, 'allowed', 'shown then');
      assert.equal((await demanding('erase')).reply.status, 403);
      const { kind } = await world.engine.checkToken(asked.token, {
        audience: resources[0] ?? 'https://auth.example',
        scopes: ['erase'],
      });
      assert.equal(kind, 'refused');
      assert.doesNotMatch(String((await world.engine.describeToken(asked.token))?.['scope']), /erase/);
    }
    const { world, asked } = await at(files.uri, [files.uri], [wider]);
    world.store.put.resource({ ...wider, scopes: [scope('read'), ...files.scopes.slice(1)] });
    assert.equal(
      (await ask(world, { ...asked, demand: { scope: ['erase'] } })).reply.status,
      403,
      'taken away',
    );
  });

  it('is held by a client for itself as the resource says now: nobody was shown anything', async () => {
    const { world } = await at(files.uri, [files.uri], [files]);
    world.store.put.resource({ ...files, scopes: [scope('read', ['erase']), ...files.scopes.slice(1)] });
    const token = await machineToken(world);
    const place = {
      url: `${files.uri}/page`,
      demand: { scope: ['erase'], audience: ['https://auth.example'] },
    };
    assert.equal((await ask(world, { token, ...place })).kind, 'allowed');
  });

  it('is not held by what another resource says', async () => {
    const { world, asked } = await at(notes.uri, [files.uri, notes.uri], [files, notes]);
    const { kind, reply } = await ask(world, { ...asked, demand: { scope: ['see'] } });
    assert.equal(kind, 'refused', JSON.stringify(reply));
    assert.equal((await ask(world, asked)).reply.headers['x-auth-scopes'], 'openid profile read write');
  });

  it('counts where every resource agrees when the token is for none in particular', async () => {
    const { world, asked } = await at('https://app.example', [], [files, notes]);
    assert.equal((await ask(world, asked)).reply.headers['x-auth-scopes'], 'openid profile read write list');
  });
});
