import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { registrableDomain } from '../../src/doctor/target/registrable-domain.ts';
import { createTestWorld, grantor, runIn } from '../world.ts';
import { type Patient, type Sickness, startPatient } from './healthy.ts';
import { at, metadata, withHeader } from './sickness.ts';
import { encrypted } from './worlds.ts';

type Checked = { readonly id: string; readonly verdict: string; readonly found: string | null };

const checkIn = (out: string, id: string): Checked | undefined =>
  (JSON.parse(out) as { checks: Checked[] }).checks.find((check) => check.id === id);

async function withPatient(
  sickness: Sickness | undefined,
  doing: (patient: Patient) => Promise<void>,
): Promise<void> {
  const patient = await startPatient(sickness);
  try {
    await doing(patient);
  } finally {
    patient.close();
  }
}

const withoutIss = at('/auth/authorize', (well) =>
  withHeader(well, 'location', (location) => location.replace(/[?&]iss=[^&]*/, '')),
);

describe('the client to ask the server with', () => {
  it('is the one that is named', async () => {
    await withPatient(withoutIss, async ({ origin }) => {
      const metadata = { redirect_uris: ['http://127.0.0.1/callback'] };
      const registered = await fetch(`${origin}/auth/register`, {
        method: 'POST',
        body: JSON.stringify(metadata),
      });
      const { client_id } = (await registered.json()) as { client_id: string };
      const { out } = await grantor(['doctor', `${origin}/mcp`, '--client-id', client_id, '--json']);
      assert.equal(checkIn(out, 'behaviour.iss')?.found, 'promised, and not sent');
    });
  });

  it('is a stored one, else nobody', async () => {
    await withPatient(withoutIss, async ({ origin }) => {
      const world = createTestWorld();
      assert.equal((await runIn(world, 'register', '--server', `${origin}/auth`, '--quiet')).code, 0);
      const registered = world.printed().length;
      await runIn(world, 'doctor', `${origin}/mcp`, '--json');
      assert.equal(
        checkIn(world.printed().slice(registered), 'behaviour.iss')?.found,
        'promised, and not sent',
      );
      world.remove();
      const { out } = await grantor(['doctor', `${origin}/mcp`, '--json']);
      assert.equal(checkIn(out, 'behaviour.iss')?.verdict, 'skipped');
    });
  });
});

describe('what the authorization endpoint does', () => {
  const answering = (status: number): Sickness =>
    at('/auth/authorize', () => ({ status, headers: { 'content-type': 'text/html' }, body: 'no' }));

  it('is not known while it is out of order', async () => {
    for (const status of [429, 500, 503]) {
      await withPatient(answering(status), async ({ origin }) => {
        const { out } = await grantor(['doctor', `${origin}/mcp`, '--register', '--json']);
        for (const id of ['behaviour.foreign-redirect', 'behaviour.loopback-port', 'behaviour.iss']) {
          assert.equal(checkIn(out, id)?.verdict, 'skipped', id);
        }
      });
    }
  });

  it('with loopback ports is not known where it refuses the registered URI itself', async () => {
    await withPatient(answering(400), async ({ origin }) => {
      const { out } = await grantor(['doctor', `${origin}/mcp`, '--register', '--json']);
      const check = checkIn(out, 'behaviour.loopback-port');
      assert.deepEqual(
        [check?.verdict, check?.found],
        ['skipped', 'the registered redirect URIs themselves are refused'],
      );
    });
  });
});

describe('an initial access token', () => {
  const environment = { REGISTRATION_TOKEN: 'initial-token' };
  const words = ['--register', '--json'];
  const carriers = ({ asked }: Patient): readonly string[] =>
    asked
      .filter(({ headers }) => headers.authorization === 'Bearer initial-token')
      .map(({ url }) => url.pathname);

  it('goes to the registration endpoint and nowhere else', async () => {
    await withPatient(undefined, async (patient) => {
      await grantor(['doctor', `${patient.origin}/mcp`, ...words], { environment });
      assert.deepEqual([...new Set(carriers(patient))], ['/auth/register']);
    });
  });

  it('stays here when the metadata is of another issuer', async () => {
    const foreign = metadata((document) => ({ ...document, issuer: 'https://other.test' }));
    await withPatient(foreign, async (patient) => {
      await grantor(['doctor', `${patient.origin}/mcp`, ...words], { environment });
      assert.deepEqual(carriers(patient), []);
    });
  });

  it('is not sent in the open', async () => {
    const open = metadata((document) => ({
      ...document,
      registration_endpoint: 'http://mcp.example/auth/register',
    }));
    await withPatient(open, async (patient) => {
      const { origin, options } = encrypted()(patient.origin);
      const { out } = await grantor(['doctor', `${origin}/mcp`, ...words], {
        ...options,
        environment,
      });
      assert.equal(checkIn(out, 'registration.accepted')?.found, 'the registration_endpoint is not https');
    });
  });
});

describe('the slash at the end of an issuer', () => {
  const withSlash = metadata((document, origin) => ({ ...document, issuer: `${origin}/auth/` }));

  it('is asked about when only the typed address lacks it', async () => {
    await withPatient(withSlash, async ({ origin }) => {
      const { out } = await grantor(['doctor', `${origin}/auth`, '--json']);
      assert.equal(checkIn(out, 'discovery.issuer')?.verdict, 'warning');
    });
  });

  it('is well when it was typed', async () => {
    await withPatient(withSlash, async ({ origin }) => {
      const { out } = await grantor(['doctor', `${origin}/auth/`, '--json']);
      assert.equal(checkIn(out, 'discovery.issuer')?.verdict, 'ok');
    });
  });
});

describe('the domain somebody registered', () => {
  for (const [url, domain] of [
    ['https://auth.example.com/x', 'example.com'],
    ['https://example.com', 'example.com'],
    ['https://login.example.co.uk', 'example.co.uk'],
    ['https://a.b.example.de', 'example.de'],
    ['http://127.0.0.1:80', '127.0.0.1'],
    ['http://[::1]:80', '[::1]'],
    ['http://localhost', 'localhost'],
  ] as const) {
    it(`of ${url} is ${domain}`, () => assert.equal(registrableDomain(url), domain));
  }
});
