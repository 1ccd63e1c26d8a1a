import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { userId } from '@grantor/protocol';
import { createReplicas, day, start } from './ring.ts';

describe('the key of pairwise subjects — advanced.md PWS-1', () => {
  it('is made once, however many start at once, and stays through every rotation', async () => {
    const replicas = await createReplicas();
    try {
      const rings = await Promise.all([replicas.ring(), replicas.ring(), replicas.ring()]);
      const subjectAt = (ring: (typeof rings)[number]) =>
        ring.pairwiseSubject('app.example', userId('alice'));
      const [first, ...others] = rings.map(subjectAt);
      assert.deepEqual(others, [first, first]);
      await rings[0]?.rotate('RS256', start);
      const later = await replicas.ring({}, (start + 400 * day) as typeof start);
      assert.equal(subjectAt(later), first);
      const database = await replicas.open();
      const rows = await database.kysely.selectFrom('pairwise_key').selectAll().execute();
      assert.equal(rows.length, 1);
    } finally {
      await replicas.remove();
    }
  });

  it('keeps host and person apart', async () => {
    const replicas = await createReplicas();
    try {
      const ring = await replicas.ring();
      const of = (sector: string, id: string) => ring.pairwiseSubject(sector, userId(id));
      assert.match(of('app.example', 'alice'), /^[\w-]{43}$/);
      const all = [of('app.example', 'alice'), of('app.examplea', 'lice'), of('b.example', 'alice')];
      assert.equal(new Set([...all, of('app.example', 'bob')]).size, 4);
    } finally {
      await replicas.remove();
    }
  });
});
