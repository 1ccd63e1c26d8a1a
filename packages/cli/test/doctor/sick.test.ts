import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checks } from '../../src/doctor/checks/checks.ts';
import { grantor } from '../world.ts';
import { type Patient, startPatient } from './healthy.ts';
import { sickOutside } from './sick-outside.ts';
import { sickResources } from './sick-resources.ts';
import { sickServers } from './sick-servers.ts';
import { sickSignIn } from './sick-sign-in.ts';
import { sickSignInSilence, sickSilence } from './sick-silence.ts';
import { mayDoAll, mayRegister } from './sickness.ts';
import { type Circumstances, encrypted, onLoopback } from './worlds.ts';

type Checked = { readonly id: string; readonly verdict: string; readonly found: string | null };

type Examined = {
  readonly code: number;
  readonly troubles: readonly Checked[];
  readonly all: readonly Checked[];
};

type Examination = { readonly circumstances?: Circumstances; readonly words?: readonly string[] };

async function examine(
  patient: Patient,
  { circumstances = onLoopback, words = mayRegister }: Examination,
): Promise<Examined> {
  const { origin, options } = circumstances(patient.origin);
  const { code, out, err } = await grantor(['doctor', `${origin}/mcp`, ...words, '--json'], options);
  assert.doesNotMatch(err, /could not be deleted/);
  const { checks: all } = JSON.parse(out) as { checks: Checked[] };
  return { code, all, troubles: all.filter(({ verdict }) => verdict === 'error' || verdict === 'warning') };
}

const sick = [
  ...sickResources,
  ...sickServers,
  ...sickOutside,
  ...sickSignIn,
  ...sickSilence,
  ...sickSignInSilence,
];

describe('doctor', () => {
  it('finds nothing wrong with a server that is well, and leaves no client behind — cli.md §6 --register', async () => {
    const patient = await startPatient();
    try {
      const { code, troubles } = await examine(patient, { words: mayDoAll });
      assert.deepEqual([code, troubles], [0, []]);
      const count = (method: string): number =>
        patient.asked.filter((asked) => asked.method === method && asked.url.pathname.includes('/register'))
          .length;
      assert.ok(count('POST') > 0);
      assert.equal(count('DELETE'), count('POST'));
    } finally {
      patient.close();
    }
  });

  it('leaves no check out where everything can be asked', async () => {
    const patient = await startPatient();
    try {
      const { troubles, all } = await examine(patient, { circumstances: encrypted(), words: mayDoAll });
      assert.deepEqual(troubles, []);
      assert.deepEqual(
        all.filter(({ verdict }) => verdict === 'skipped'),
        [],
      );
    } finally {
      patient.close();
    }
  });

  for (const { name, sickness, finds, says, ...examination } of sick) {
    it(`finds ${name}, and nothing else — cli.md §6 protected resource, cli.md §6 discovery, cli.md §6 capabilities, cli.md §6 behaviour, cli.md §6 browser clients, cli.md §6 transport`, async () => {
      const patient = await startPatient(sickness);
      try {
        const { code, troubles } = await examine(patient, examination);
        assert.deepEqual(troubles.map(({ id }) => id).sort(), finds, JSON.stringify(troubles, null, 2));
        assert.equal(code, troubles.some(({ verdict }) => verdict === 'error') ? 1 : 0);
        if (says !== undefined) assert.match(troubles.map(({ found }) => found).join('\n'), says);
      } finally {
        patient.close();
      }
    });
  }

  it('has no check that was never seen to fail', () => {
    const found = new Set(sick.flatMap(({ finds }) => finds));
    assert.deepEqual(
      checks.map(({ id }) => id).filter((id) => !found.has(id)),
      [],
    );
  });
});
