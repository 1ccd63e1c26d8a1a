import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { errorCatalogue } from '../../packages/protocol/src/errors.ts';
import { sampleSources, workspaceSources } from '../sources/sources.ts';
import { COMMIT_SITES, strayCommits } from './commit-sites.ts';
import { emptyNames } from './file-names.ts';
import { forbiddenGlobals, foretellableChance } from './globals.ts';
import { errorCodeLiterals, numericStatuses } from './literals.ts';

const workspace = workspaceSources();

/** HTTP's own errors and the house's are the product's words too. */
const oauthCodes = new Set(
  Object.entries(errorCatalogue).flatMap(([code, { spec }]) =>
    /^(RFC (9110|6585)|protocol)/.test(spec) ? [] : [code],
  ),
);

describe('file names', () => {
  it('say what is inside', () => {
    assert.equal(emptyNames(workspace).join('\n'), '');
  });

  it('are refused where they say nothing', () => {
    const sample = sampleSources({
      'packages/engine/src/token-utils.ts': '',
      'packages/engine/src/services/x.ts': '',
      'packages/engine/src/database.ts': '',
    });
    assert.deepEqual(emptyNames(sample), [
      'packages/engine/src/services/x.ts: "services" does not say what is inside',
      'packages/engine/src/token-utils.ts: "token-utils" does not say what is inside',
    ]);
  });
});

describe('protocol, engine and resource', () => {
  it('have no clock, chance, network or process of their own', () => {
    assert.equal(forbiddenGlobals(workspace).join('\n'), '');
  });

  it('are caught reaching for them', () => {
    const sample = sampleSources({
      'packages/engine/src/a.ts':
        "import { randomBytes } from 'node:crypto';\nexport const now = [Date.now(), randomBytes(9)];",
      'packages/protocol/src/b.ts': 'export const x = Math.random() + crypto.randomUUID().length;',
      'packages/resource/src/c.ts': "export const y = await fetch(process.env['URL'] ?? '');",
      'packages/server/src/d.ts': 'export const z = Date.now();',
      'packages/protocol/src/d.ts': "import { connect, isIP } from 'node:net';\nconnect(isIP(''));",
      'packages/resource/src/d.ts':
        "import { type IncomingMessage, request } from 'node:http';\nexport type M = IncomingMessage;\nrequest('');",
      'packages/engine/src/e.ts': 'export const w = (port: { fetch: () => 1 }) => port.fetch();',
    });
    assert.deepEqual(forbiddenGlobals(sample), [
      'packages/engine/src/a.ts:2: Date belongs behind a port',
      'packages/engine/src/a.ts:2: randomBytes belongs behind a port',
      'packages/protocol/src/b.ts:1: Math.random belongs behind a port',
      'packages/protocol/src/b.ts:1: crypto.randomUUID belongs behind a port',
      'packages/protocol/src/d.ts:1: connect belongs behind a port',
      'packages/resource/src/c.ts:1: fetch belongs behind a port',
      'packages/resource/src/c.ts:1: process belongs behind a port',
      'packages/resource/src/d.ts:1: request belongs behind a port',
    ]);
  });
});

describe('chance', () => {
  it('is nowhere of a kind that can be foretold — security.md K-6', () => {
    assert.equal(foretellableChance(workspace).join('\n'), '');
  });

  it('is caught where it is', () => {
    const sample = sampleSources({ 'packages/server/src/a.ts': 'export const id = String(Math.random());' });
    assert.deepEqual(foretellableChance(sample), ['packages/server/src/a.ts:1: Math.random can be foretold']);
  });
});

describe('the server', () => {
  it('names no OAuth error code', () => {
    assert.equal(errorCodeLiterals(workspace, oauthCodes).join('\n'), '');
  });

  it('is caught naming one', () => {
    const sample = sampleSources({
      'packages/server/src/a.ts': "export const code = 'invalid_grant';\nexport const page = 'not_found';",
      'packages/engine/src/b.ts': "export const code = 'invalid_grant';",
    });
    assert.deepEqual(errorCodeLiterals(sample, oauthCodes), [
      "packages/server/src/a.ts:1: 'invalid_grant' is the engine's word",
    ]);
  });
});

describe('HTTP statuses', () => {
  it('are numbers only where answers are made', () => {
    assert.equal(numericStatuses(workspace).join('\n'), '');
  });

  it('are caught elsewhere, other numbers are not', () => {
    const sample = sampleSources({
      'packages/server/src/a.ts': "export const f = (c: any) => c.json({ a: 'b' }, 404);",
      'packages/server/src/b.ts': 'export const answer = { status: 303, size: 512 };',
      'packages/engine/src/c.ts': 'export const g = (reply: any) => reply.status === 401 && 300;',
      'packages/server/src/d.ts': "export const r = new Response('', { status: 418 });",
      'packages/server/src/http/e.ts': 'export const notFound = { status: 404 };',
      'packages/server/src/f.ts': 'export const seconds = 300; export const bytes = [256, 512];',
    });
    assert.deepEqual(numericStatuses(sample), [
      'packages/engine/src/c.ts:1: status 401 as a number',
      'packages/server/src/a.ts:1: status 404 as a number',
      'packages/server/src/b.ts:1: status 303 as a number',
      'packages/server/src/d.ts:1: status 418 as a number',
    ]);
  });
});

describe('commit', () => {
  it('is called only where the list says', () => {
    assert.equal(strayCommits(workspace).join('\n'), '');
  });

  it('is listed only where a file exists', () => {
    const paths = new Set(workspace.map(({ path }) => path));
    assert.deepEqual(
      COMMIT_SITES.filter((path) => !paths.has(path)),
      [],
    );
  });

  it('is caught elsewhere', () => {
    const sample = sampleSources({
      'packages/engine/src/grants/a.ts': 'export const f = (store: any) => store.commit({});',
      'packages/server/src/store/b.ts': 'export const f = (store: any) => store.commit({});',
    });
    assert.deepEqual(strayCommits(sample), ['packages/engine/src/grants/a.ts:1: commits']);
  });
});
