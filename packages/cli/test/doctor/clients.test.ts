import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checks } from '../../src/doctor/checks/checks.ts';
import { decisiveChecks } from '../../src/doctor/clients.ts';
import { grantor } from '../world.ts';
import { type Asked, type Said, type Sickness, serverMetadata, startPatient } from './healthy.ts';
import { sickOutside } from './sick-outside.ts';
import { sickResources } from './sick-resources.ts';
import { sickServers } from './sick-servers.ts';
import { at, both, metadata, refuses, type SickServer } from './sickness.ts';
import { onLoopback } from './worlds.ts';

type Verdict = {
  readonly client: string;
  readonly verdict: string;
  readonly because: readonly string[];
  readonly untried: readonly string[];
};

async function verdicts(
  { sickness, circumstances = onLoopback }: Partial<SickServer>,
  ...words: readonly string[]
): Promise<readonly Verdict[]> {
  const patient = await startPatient(sickness);
  try {
    const { origin, options } = circumstances(patient.origin);
    const { out } = await grantor(['doctor', `${origin}/mcp`, '--json', ...words], options);
    return (JSON.parse(out) as { clients: Verdict[] }).clients;
  } finally {
    patient.close();
  }
}

const namesOf = (all: readonly Verdict[], verdict: string): readonly string[] =>
  all.filter((one) => one.verdict === verdict).map(({ client }) => client);

const everybody = [
  'Claude (web, desktop, mobile)',
  'Claude Code',
  'ChatGPT',
  'Codex',
  'VS Code',
  'Cursor',
  'mcp-remote',
  'Gemini CLI',
  'MCP TypeScript SDK',
];

const named = (table: readonly SickServer[], name: string): Sickness => {
  const sickness = table.find((row) => row.name === name)?.sickness;
  assert.ok(sickness, name);
  return sickness;
};

/** So that clients have to register. */
const withoutDocuments = metadata((document) => ({
  ...document,
  client_id_metadata_document_supported: false,
}));

const silence: Said = { status: 0, headers: {} };

describe('the verdict for each client', () => {
  it('is that all of them work at a server that is well', async () => {
    const all = await verdicts({}, '--register');
    assert.deepEqual(namesOf(all, 'works'), everybody);
    assert.deepEqual(
      all.flatMap(({ untried }) => untried),
      [],
    );
  });

  it('says what reading alone cannot tell', async () => {
    const all = await verdicts({});
    assert.deepEqual(namesOf(all, 'works'), everybody);
    assert.ok(all.every(({ untried }) => untried.includes('behaviour.iss')));
    assert.ok(all.find(({ client }) => client === 'Cursor')?.untried.includes('registration.private-use'));
  });

  const fails: readonly (readonly [string, Sickness, readonly string[]])[] = [
    ['PKCE is not advertised', named(sickServers, 'no PKCE in the metadata'), everybody],
    [
      'no document says where to sign in',
      named(sickResources, 'no metadata document of the resource'),
      everybody,
    ],
    ['JSON is open to everybody', named(sickResources, 'JSON for everybody'), ['Codex']],
    ['resource differs by a slash', named(sickResources, 'a resource with a slash too many'), ['VS Code']],
    [
      'registration is closed',
      named(sickOutside, 'registration for the chosen only'),
      ['Cursor', 'mcp-remote', 'Gemini CLI'],
    ],
    ['app schemes are refused', named(sickOutside, 'private-use schemes refused'), ['Cursor']],
    ['an empty scope is refused', named(sickOutside, 'an empty scope refused'), ['Gemini CLI']],
    [
      'there are no documents and loopback needs a port',
      both(named(sickOutside, 'loopback without a port refused'), withoutDocuments),
      ['Claude Code', 'Codex', 'VS Code'],
    ],
    [
      'there are neither documents nor registration',
      both(
        withoutDocuments,
        refuses(() => true),
      ),
      everybody,
    ],
  ];
  for (const [circumstance, sickness, clients] of fails) {
    it(`is that ${clients.length === everybody.length ? 'all' : clients.join(', ')} fail when ${circumstance}`, async () => {
      assert.deepEqual(namesOf(await verdicts({ sickness }, '--register'), 'fails'), clients);
    });
  }

  it('is trouble when the origin stands in for the document that is missing — MCP 2025-03-26', async () => {
    const atOrigin: Sickness = ({ url }, well) =>
      url.pathname === '/.well-known/oauth-authorization-server'
        ? { status: 200, headers: {}, body: { ...serverMetadata(url.origin), issuer: url.origin } }
        : well;
    const sickness = both(named(sickResources, 'no metadata document of the resource'), atOrigin);
    const all = await verdicts({ sickness });
    assert.deepEqual(namesOf(all, 'troubled'), everybody);
    assert.ok(all.every(({ because }) => because.includes('resource.metadata')));
  });

  it('is not known of what did not answer, and nobody is said to fail for it', async () => {
    const all = await verdicts({ sickness: at('/auth/authorize', () => silence) }, '--register');
    assert.deepEqual(namesOf(all, 'troubled'), everybody);
    assert.ok(all.every(({ because }) => because.join() === 'transport.answers'));
    assert.ok(all.every(({ untried }) => untried.includes('behaviour.iss')));
  });

  it('is that all of them fail where no metadata answers', async () => {
    const isMetadata = ({ url }: Asked): boolean =>
      /oauth-authorization-server|openid-configuration/.test(url.pathname);
    const all = await verdicts({ sickness: at(isMetadata, () => silence) }, '--register');
    assert.deepEqual(namesOf(all, 'fails'), everybody);
    assert.ok(all.every(({ because }) => because.includes('discovery.oauth')));
  });

  it('is no trouble where there is no OpenID Connect', async () => {
    const all = await verdicts({ sickness: named(sickServers, 'no OpenID metadata below the issuer') });
    assert.deepEqual(namesOf(all, 'works'), everybody);
  });

  it('rests on checks that there are', () => {
    const known = new Set(checks.map(({ id }) => id));
    assert.deepEqual(
      decisiveChecks.filter((id) => !known.has(id)),
      [],
    );
  });

  it('names a finding whenever something is not well, whatever it is', async () => {
    for (const sick of [...sickResources, ...sickServers, ...sickOutside]) {
      for (const { client, verdict, because } of await verdicts(sick, '--register')) {
        assert.equal(because.length > 0, verdict !== 'works', `${sick.name}: ${client}`);
        assert.ok(
          verdict !== 'fails' || because.some((id) => sick.finds.includes(id)),
          `${sick.name}: ${client}`,
        );
      }
    }
  });
});
