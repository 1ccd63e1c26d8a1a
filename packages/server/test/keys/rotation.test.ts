import assert from 'node:assert/strict';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { after as afterAll, before, describe, it } from 'node:test';
import { after, epoch, Secret } from '@grantor/protocol';
import { createReplicas, day, headerOf, hour, publishedKids, signAt, start } from './ring.ts';

describe('key rotation', () => {
  let replicas: Awaited<ReturnType<typeof createReplicas>>;
  before(async () => {
    replicas = await createReplicas();
  });
  afterAll(() => replicas.remove());

  it('publishes the next key a day before it signs and the old one until its last token expired — protocol.md JW-2, advanced.md V-10', async () => {
    const ring = await replicas.ring();
    const token = await signAt(ring, start);
    const old = headerOf(token).kid ?? '';
    const due = after(start, 90 * day);

    const early = after(due, -day - 1);
    await ring.refresh(early);
    assert.equal((await publishedKids(ring, early)).length, 7);

    const announced = after(due, -day);
    await ring.refresh(announced);
    const published = await publishedKids(ring, announced);
    assert.equal(new Set(published).size, 14);
    const { keys } = JSON.parse((await ring.jwks(announced)).body);
    // Not the same key under another name
    assert.equal(new Set(keys.map((key: { n?: string; x?: string }) => key.n ?? key.x)).size, 14);
    assert.ok(published.includes(old));
    assert.equal(headerOf(await signAt(ring, after(due, -1))).kid, old);

    const next = headerOf(await signAt(ring, due)).kid ?? '';
    assert.notEqual(next, old);
    assert.ok(published.includes(next));

    const lastExpiry = after(due, day);
    assert.ok((await publishedKids(ring, after(lastExpiry, -1))).includes(old));
    assert.ok(!(await publishedKids(ring, lastExpiry)).includes(old));
  });

  it('verifies before, during and after the change at a verifier with an hour-old key set — security.md K-1', async () => {
    const ring = await replicas.ring();
    const other = await replicas.ring({}, after(start, 89 * day));
    const known = new Map<number, readonly string[]>();
    for (let at = start + 89 * day; at < start + 92 * day; at += hour) {
      await ring.refresh(epoch(at));
      known.set(at, await publishedKids(ring, epoch(at)));
      const token = await signAt(ring, epoch(at));
      await other.refresh(epoch(at));
      assert.ok(await other.verify(token, { use: 'access_token', retired: 'refuse', now: epoch(at) }));
      const hourOld = known.get(at - hour);
      if (hourOld !== undefined) assert.ok(hourOld.includes(headerOf(token).kid ?? ''));
    }
  });

  it('accepts a retired key for hints for thirty more days, then for nothing — protocol.md JW-2', async () => {
    const fresh = await createReplicas();
    const ring = await fresh.ring();
    const hint = await signAt(ring, start, 'id_token');
    const retired = after(start, 91 * day);
    await ring.refresh(after(start, 89 * day));
    const verifyAt = (now: number, accept: 'refuse' | 'accept') =>
      ring.verify(hint, { use: 'id_token', retired: accept, now: epoch(now) });
    assert.ok(await verifyAt(retired - 1, 'refuse'));
    assert.equal(await verifyAt(retired, 'refuse'), null);
    assert.ok(await verifyAt(retired + 30 * day - 1, 'accept'));
    assert.equal(await verifyAt(retired + 30 * day, 'accept'), null);
    await ring.refresh(after(retired, 30 * day));
    assert.ok(ring.list(after(retired, 30 * day)).every((key) => key.kid !== headerOf(hint).kid));
    await fresh.remove();
  });
});

describe('signing keys of several replicas', () => {
  it('end at once when removed, and a replica that has not heard yet finds the successor — security.md K-2', async () => {
    const replicas = await createReplicas();
    const [a, b] = [await replicas.ring(), await replicas.ring()];
    const token = await signAt(a, start);
    const later = after(start, 10);
    assert.equal(await a.remove(headerOf(token).kid ?? '', later), 'removed');
    assert.equal(await a.remove(headerOf(token).kid ?? '', later), 'unknown');
    const check = { use: 'access_token', retired: 'accept', now: later } as const;
    assert.equal(await a.verify(token, check), null);
    assert.ok(!(await publishedKids(a, later)).includes(headerOf(token).kid ?? ''));
    assert.ok(await b.verify(await signAt(a, later), check));
    assert.equal(await b.verify(token, check), null);
    await replicas.remove();
  });

  it('begin early when the key before them is removed', async () => {
    const replicas = await createReplicas();
    const ring = await replicas.ring();
    await ring.rotate('ES256', start);
    await ring.rotate('ES256', start);
    const [active, next, ...more] = ring.list(start).filter((key) => key.alg === 'ES256');
    assert.equal(more.length, 0);
    assert.deepEqual([active?.standing, next?.standing], ['active', 'next']);
    await ring.remove(active?.kid ?? '', after(start, 1));
    assert.equal(headerOf(await signAt(ring, after(start, 1))).kid, next?.kid);
    await replicas.remove();
  });

  it('go on when the key after them is removed', async () => {
    const replicas = await createReplicas();
    const ring = await replicas.ring();
    const before = headerOf(await signAt(ring, start)).kid;
    await ring.rotate('ES256', start);
    const next = ring.list(start).find((key) => key.standing === 'next');
    await ring.remove(next?.kid ?? '', after(start, 1));
    assert.equal(headerOf(await signAt(ring, after(start, 3 * day))).kid, before);
    await replicas.remove();
  });
});

describe("the operator's own key", () => {
  const pem = (key: KeyObject): Secret => Secret.of(key.export({ type: 'pkcs8', format: 'pem' }).toString());

  it('takes over, keeps its name and is not rotated on schedule', async () => {
    const replicas = await createReplicas();
    const first = await replicas.ring();
    const before = await signAt(first, start);
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const importedKey = { pem: pem(privateKey), kid: 'ours-2026' };
    const ring = await replicas.ring({ importedKey }, after(start, 60));
    assert.equal(headerOf(await signAt(ring, after(start, 60))).kid, 'ours-2026');
    assert.ok(await ring.verify(before, { use: 'access_token', retired: 'refuse', now: after(start, 60) }));
    await ring.refresh(after(start, 200 * day));
    assert.equal(headerOf(await signAt(ring, after(start, 200 * day))).kid, 'ours-2026');
    assert.equal(replicas.events.filter(({ kind }) => kind === 'imported').length, 1);
    await replicas.remove();
  });

  it('is adopted once by two machines, of which one has a clock that is behind — security.md R-11', async () => {
    const replicas = await createReplicas();
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const own = { importedKey: { pem: pem(privateKey), kid: null } } as const;
    await replicas.ring(own, after(start, 20));
    await replicas.ring(own, start);
    assert.equal(replicas.events.filter(({ kind }) => kind === 'imported').length, 1);
    await replicas.remove();
  });

  it('is refused when it does not fit the algorithm or is too short — security.md K-1', async () => {
    const replicas = await createReplicas();
    const short = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
    const curve = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey;
    const rs256 = { accessTokenAlgorithm: 'RS256', importedKey: { pem: pem(short), kid: null } } as const;
    await assert.rejects(replicas.ring(rs256), /does not fit RS256/);
    await assert.rejects(
      replicas.ring({ importedKey: { pem: pem(curve), kid: null } }),
      /does not fit ES256/,
    );
    await replicas.remove();
  });
});
