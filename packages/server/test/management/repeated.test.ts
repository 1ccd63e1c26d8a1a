/** The same request twice (product.md M-2 Idempotency-Key). */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startTestServer } from '../running-server.ts';
import { type ManagementWorld, startManagementWorld } from './world.ts';

let world: ManagementWorld;

before(async () => {
  world = await startManagementWorld({ CORS_ALLOWED_ORIGINS: '*' });
});
after(() => world.stop());

const create = (username: string, key: string, more: Record<string, unknown> = {}) =>
  world.call('POST', '/users', { body: { username, ...more }, headers: { 'idempotency-key': key } });

describe('a request with an Idempotency-Key', () => {
  it('is done once and answered again, without what is told once — product.md M-2', async () => {
    const first = await create('lena', 'key-1');
    const again = await create('lena', 'key-1');
    assert.deepEqual([first.status, again.status], [201, 201]);
    const { password, ...rest } = first.body;
    assert.ok(password);
    assert.deepEqual(again.body, rest);
    assert.equal(again.headers.get('location'), first.headers.get('location'));
    assert.equal(again.headers.get('idempotency-key-repeated'), 'true');
    assert.equal(first.headers.get('idempotency-key-repeated'), null);
  });

  it('of 20 at once is done once — product.md M-2, §17', async () => {
    const replies = await Promise.all(Array.from({ length: 20 }, () => create('mila', 'key-2')));
    const made = replies.filter(({ status, body }) => status === 201 && 'password' in body);
    assert.equal(made.length, 1);
    const others = new Set(replies.map(({ status, body }) => `${status} ${body['code'] ?? ''}`));
    assert.ok(others.isSubsetOf(new Set(['201 ', '409 in_progress'])), [...others].join());
  });

  it('is refused where the key was sent with another one — product.md M-2', async () => {
    await create('nora', 'key-3');
    const other = await create('olaf', 'key-3');
    assert.deepEqual([other.status, other.body['code']], [422, 'key_of_another_request']);
    assert.equal((await create('olaf', 'key with spaces')).status, 422);
  });

  it('may be tried again where it changed nothing — product.md M-2', async () => {
    assert.equal((await create('paul', 'key-4', { email: 'none' })).status, 422);
    assert.equal((await create('paul', 'key-4')).status, 201);
  });

  it('is forgotten after a day, and no secret is kept — product.md M-2, security.md S-1', async () => {
    const { kysely } = world.server.running.database;
    const first = await create('rosa', 'key-5', { password: 'a rather long passphrase' });
    const kept = await kysely.selectFrom('repeated_request').selectAll().execute();
    assert.ok(!JSON.stringify(kept).includes('passphrase'));
    await kysely.updateTable('repeated_request').set({ expires_at: 1 }).execute();
    const again = await create('rosa', 'key-5', { password: 'a rather long passphrase' });
    assert.equal(first.status, 201);
    assert.deepEqual([again.status, again.body['code']], [409, 'username_taken']);
  });
});

describe('scripts of other origins', () => {
  it('do not read the management API where all origins are allowed — operations.md §2 CORS_ALLOWED_ORIGINS', async () => {
    const response = await fetch(`${world.server.origin}/api/v1/users`, {
      headers: { origin: 'https://elsewhere.example' },
    });
    assert.equal(response.headers.get('access-control-allow-origin'), null);
  });
});

describe('the description of the management API', () => {
  it('is there unless it is switched off — operations.md §2 ENABLE_SWAGGER, product.md M-3', async () => {
    assert.equal((await fetch(`${world.server.origin}/openapi.json`)).status, 200);
    const silent = await startTestServer({ environment: { ENABLE_SWAGGER: 'false' } });
    assert.equal((await fetch(`${silent.origin}/openapi.json`)).status, 404);
    await silent.stop();
  });
});
