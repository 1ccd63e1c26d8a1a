import assert from 'node:assert/strict';
import { after as afterAll, before, beforeEach, describe, it } from 'node:test';
import type { VerifiedJwt } from '@grantor/engine';
import { after } from '@grantor/protocol';
import { createCaches } from '../../src/caches/caches.ts';
import { noRelay } from '../../src/cluster/relay.ts';
import type { ServerKeyRing } from '../../src/keys/key-ring.ts';
import { createReplicas, day, headerOf, signAt, start } from './ring.ts';

describe('verified tokens', () => {
  let replicas: Awaited<ReturnType<typeof createReplicas>>;
  let ring: ServerKeyRing;
  const counts = { hit: 0, miss: 0 };
  const rememberedBy = () =>
    createCaches({
      ...{ form: 'memory', lifetime: 3_600_000, entries: 10, relay: noRelay, clock: () => 0 },
      asked: (_name, outcome) => {
        counts[outcome] += 1;
      },
    }).of<string, VerifiedJwt, VerifiedJwt>({ name: 'token', read: (row) => row, unknown: 'asked_again' });
  before(async () => {
    replicas = await createReplicas();
  });
  afterAll(() => replicas.remove());
  beforeEach(async () => {
    ring = await replicas.ring({ verified: rememberedBy() });
    Object.assign(counts, { hit: 0, miss: 0 });
  });
  const verify = (jwt: string, now = start) =>
    ring.verify(jwt, { use: 'access_token', retired: 'refuse', now });

  it('are verified once — operations.md §8 token, operations.md §2 TOKEN_CACHE_ENABLED', async () => {
    const jwt = await signAt(ring, start);
    const first = await verify(jwt);
    assert.equal(first?.claims['sub'], 'alice');
    assert.deepEqual(await verify(jwt), first);
    assert.deepEqual(counts, { hit: 1, miss: 1 });
  });

  it('are not what was refused, nor what another use was asked for', async () => {
    const jwt = await signAt(ring, start);
    const forged = `${jwt.slice(0, -6)}${jwt.endsWith('AAAAAA') ? 'BBBBBB' : 'AAAAAA'}`;
    for (let tried = 0; tried < 2; tried += 1) assert.equal(await verify(forged), null);
    assert.deepEqual(counts, { hit: 0, miss: 2 });
    await ring.verify(jwt, { use: 'id_token', retired: 'refuse', now: start });
    assert.deepEqual(counts, { hit: 0, miss: 2 });
  });

  it('end with their key, wherever it was removed — operations.md §8 token, security.md K-2', async () => {
    const jwt = await signAt(ring, start);
    assert.ok(await verify(jwt));
    const elsewhere = await replicas.ring();
    await elsewhere.remove(headerOf(jwt).kid ?? '', start);
    await ring.refresh(start);
    assert.equal(await verify(jwt), null);
    const own = await signAt(ring, start);
    assert.ok(await verify(own));
    await ring.remove(headerOf(own).kid ?? '', start);
    assert.equal(await verify(own), null);
  });

  it('end when their key may verify no more — protocol.md JW-2', async () => {
    const jwt = await signAt(ring, start);
    assert.ok(await verify(jwt));
    await ring.rotate('ES256', start);
    const later = after(start, 10 * day);
    await ring.refresh(later);
    assert.equal(await verify(jwt, later), null);
  });
});
