/** Every shell example of the English pages, copied as the page of a running server prints it. */

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { slugs } from '../../src/documentation/contents.ts';
import { Person } from '../documentation/person.ts';
import { missingPrograms, openShell, type Shell } from '../documentation/shell.ts';
import { startTestServer, type TestServer } from '../running-server.ts';

const secret = randomBytes(32).toString('hex');
const ada = { username: 'ada', password: randomBytes(16).toString('hex') };
const callback = 'http://localhost:3000/callback';

const bootstrap = {
  clients: [
    {
      client_id: 'app',
      client_name: 'An app',
      token_endpoint_auth_method: 'none',
      redirect_uris: [callback],
      scope: 'openid profile offline_access',
    },
    {
      client_id: 'television',
      client_name: 'A television',
      token_endpoint_auth_method: 'none',
      grant_types: ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'],
      scope: 'openid profile offline_access',
    },
    {
      client_id: 'service',
      client_name: 'A service',
      client_secret: secret,
      grant_types: ['client_credentials'],
      scope: 'grantor:admin read',
    },
  ],
  users: [{ ...ada, role: 'admin' }],
};

type Reader = {
  readonly server: TestServer;
  /** The administrator, who reads the page and allows what is asked. */
  readonly person: Person;
  readonly shell: Shell;
};
type Check = (printed: string, reader: Reader) => unknown;

const prints =
  (pattern: RegExp): Check =>
  (printed) =>
    assert.match(printed, pattern);
const json =
  (...members: readonly string[]): Check =>
  (printed) => {
    const answer = JSON.parse(printed);
    for (const member of members) assert.ok(member in answer, `${member} in ${printed}`);
  };

let deviceAddress = '';

/** What each block of a page has to print, in its order, and whose client stands in it. */
const walks: Partial<
  Record<(typeof slugs)[number], { readonly client: string; readonly checks: readonly Check[] }>
> = {
  'getting-started': {
    client: 'app',
    checks: [json('issuer'), json('client_id', 'registration_access_token')],
  },
  'auth-code-flow': {
    client: 'app',
    checks: [
      async (printed, { person, shell }) => {
        const page = await person.allow(await person.open(printed), ada);
        await shell.run(`CODE=${page.url.searchParams.get('code')}`);
      },
      json('access_token', 'refresh_token', 'id_token'),
      json('sub', 'preferred_username'),
    ],
  },
  'device-flow': {
    client: 'television',
    checks: [
      (printed) => {
        deviceAddress = JSON.parse(printed).verification_uri_complete;
      },
      async (printed, { person }) => {
        assert.equal(JSON.parse(printed).error, 'authorization_pending');
        await person.allowDevice(deviceAddress, ada);
      },
      json('access_token', 'refresh_token'),
    ],
  },
  'client-credentials': { client: 'service', checks: [json('access_token', 'expires_in')] },
  oidc: { client: 'app', checks: [json('end_session_endpoint')] },
  'jwt-verification': { client: 'app', checks: [json('keys')] },
  mcp: { client: 'app', checks: [json('registration_endpoint'), json('client_id')] },
  'management-api': { client: 'service', checks: [prints(/^$/), json('items'), json('client_secret')] },
  'external-auth': {
    client: 'app',
    checks: [prints(/^b558d6846d6a50705586d12c821508574ab6d88b888d7a7cb86832f8b97f3645$/)],
  },
  'self-hosting': { client: 'app', checks: [prints(/ok/)] },
};

const unescaped = (text: string): string =>
  text
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');

/** The shell examples of a page, those that a reader has to change left out. */
const blocksOf = (page: string): readonly string[] =>
  [
    ...page.matchAll(
      /<div class="example-head"><span>Shell<\/span>(<span class="example-template">)?.*?<code[^>]*>([^<]*)<\/code>/gs,
    ),
  ].flatMap(([, template, block = '']) => (template === undefined ? [unescaped(block)] : []));

describe('the shell examples of the documentation — product.md D-2', {
  skip: missingPrograms('openssl'),
}, () => {
  let server: TestServer;
  before(async () => {
    server = await startTestServer({ bootstrap });
  });
  after(() => server.stop());

  for (const slug of slugs)
    it(`of ${slug} work as they are printed`, async () => {
      const person = new Person({ stopsAt: callback });
      await person.submit(await person.open(`${server.origin}/login`), '/login', ada);
      const { client = 'app', checks = [] } = walks[slug] ?? {};
      const { text } = await person.open(`${server.origin}/docs/en/${slug}?client_id=${client}`);
      const blocks = blocksOf(text);
      assert.equal(blocks.length, checks.length, 'each example has something to print');
      if (blocks.length === 0) return;
      const shell = openShell(server.folder, { CLIENT_SECRET: secret });
      try {
        for (const [index, block] of blocks.entries())
          await checks[index]?.(await shell.run(block), { server, person, shell });
      } finally {
        await shell.close();
      }
    });
});
