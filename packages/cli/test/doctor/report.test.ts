import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { matchesSnapshot } from '../snapshot.ts';
import { grantor, type Options, type Ran } from '../world.ts';
import { type Sickness, startPatient } from './healthy.ts';
import { challenge, metadata, without } from './sickness.ts';
import { encrypted } from './worlds.ts';

async function doctor(words: readonly string[], sickness?: Sickness, more: Options = {}): Promise<Ran> {
  const patient = await startPatient(sickness);
  try {
    const { origin, options } = encrypted()(patient.origin);
    return await grantor(['doctor', `${origin}/mcp`, ...words], { ...options, ...more });
  } finally {
    patient.close();
  }
}

const relative = challenge((value) => value.replace('="https://mcp.example', '="'));
const twoThings: Sickness = (asked, well) =>
  metadata((document) => without(document, 'scopes_supported'))(asked, relative(asked, well));

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const colours = /\u001b\[\d+m/g;

describe('the report', () => {
  it('has one line a check when all is well', async (t: TestContext) => {
    const { code, out, err } = await doctor(['--register']);
    assert.deepEqual([code, err], [0, '']);
    matchesSnapshot(t, out);
  });

  it('explains what is not well, and what was not checked — cli.md §5 exit 1', async (t: TestContext) => {
    const { code, out } = await doctor([], twoThings);
    assert.equal(code, 1);
    matchesSnapshot(t, out);
  });

  it('is only about what is not well with --quiet', async (t: TestContext) => {
    matchesSnapshot(t, (await doctor(['--quiet'], twoThings)).out);
  });

  it('fits 80 columns, and says the same in colour', async () => {
    const { out } = await doctor(['--register'], twoThings);
    for (const line of out.split('\n')) assert.ok(line.length <= 80, line);
    const coloured = await doctor(['--register'], twoThings, { isTerminal: true });
    assert.match(coloured.out, colours);
    assert.equal(coloured.out.replaceAll(colours, ''), out);
    assert.match(coloured.err, /Looking at: what the server offers/);
  });

  it('is one JSON value with --json — cli.md §6 Reads only', async () => {
    const { out } = await doctor(['--json'], twoThings);
    const { address, resource, issuer, checks } = JSON.parse(out);
    assert.deepEqual(
      [address, resource, issuer],
      ['https://mcp.example/mcp', 'https://mcp.example/mcp', 'https://mcp.example/auth'],
    );
    assert.deepEqual(
      checks.find(({ id }: { id: string }) => id === 'resource.metadata-absolute'),
      {
        id: 'resource.metadata-absolute',
        about: 'resource',
        title: 'The metadata document is named by an absolute URL',
        verdict: 'error',
        found: 'it is relative: /.well-known/oauth-protected-resource/mcp',
        trips: 'Clients drop a relative address; those that look nowhere else find no document.',
        remedy: 'Write the whole URL into resource_metadata, with https:// and the host.',
        rule: 'RFC 9728 §5.1',
      },
    );
  });
});

describe('doctor', () => {
  it('says that nobody answers, and examines nothing', async () => {
    const { code, err } = await grantor(['doctor', 'http://127.0.0.1:9/']);
    assert.equal(code, 5);
    assert.match(err, /cannot be reached/);
  });

  it('refuses http to other machines, and addresses that are none', async () => {
    assert.equal((await grantor(['doctor', 'http://mcp.example/mcp'])).code, 2);
    assert.equal((await grantor(['doctor', 'no address'])).code, 2);
    assert.equal((await grantor(['doctor'])).code, 2);
  });
});
