import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { grantor } from '../world.ts';
import { startPatient } from './healthy.ts';
import { sickServerTable } from './sick.ts';

type Checked = { readonly id: string; readonly verdict: string; readonly found: string | null };

async function examine(origin: string): Promise<{ code: number; troubles: readonly Checked[] }> {
  const { code, out, err } = await grantor(['doctor', `${origin}/mcp`, '--register', '--json']);
  assert.equal(err, '');
  const { checks } = JSON.parse(out) as { checks: Checked[] };
  return { code, troubles: checks.filter(({ verdict }) => verdict === 'error' || verdict === 'warning') };
}

describe('doctor', () => {
  it('finds nothing wrong with a server that is well, and leaves no client behind', async () => {
    const patient = await startPatient();
    try {
      assert.deepEqual(await examine(patient.origin), { code: 0, troubles: [] });
      const count = (method: string): number =>
        patient.asked.filter((asked) => asked.method === method && asked.url.pathname.includes('/register'))
          .length;
      assert.ok(count('POST') > 0);
      assert.equal(count('DELETE'), count('POST'));
    } finally {
      patient.close();
    }
  });

  for (const { name, sickness, finds, says } of sickServerTable) {
    it(`finds ${name}, and nothing else`, async () => {
      const patient = await startPatient(sickness);
      try {
        const { code, troubles } = await examine(patient.origin);
        assert.deepEqual(troubles.map(({ id }) => id).sort(), finds, JSON.stringify(troubles, null, 2));
        assert.equal(code, troubles.some(({ verdict }) => verdict === 'error') ? 1 : 0);
        if (says !== undefined) assert.match(troubles.map(({ found }) => found).join('\n'), says);
      } finally {
        patient.close();
      }
    });
  }
});
