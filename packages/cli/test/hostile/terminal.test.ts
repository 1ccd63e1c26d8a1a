/** Whatever a server says, a terminal gets text: no control but line breaks and our own colours, no line of its own. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import {
  type FakeServer,
  metadataOf,
  type Routes,
  type Said,
  startFakeServer,
  wellKnown,
} from '../fake-server.ts';
import { signInAt, writeStore } from '../stored.ts';
import { grantor, type Options } from '../world.ts';

/** A new title, a cleared screen by C0 and by C1, a line of its own, text that runs backwards, a hidden colour. */
const poison =
  '\u001b]0;owned\u0007\u001b[2J\u009b2J\r\nFORGED \u2028FORGED \u202eFORGED\u001b[8m\u0000\u007f\u001b[31m';

const isUrl = (text: string): boolean => /^(https?:|urn:)/.test(text);

/** Every text in it that is no address, and every name, with the poison behind it. */
function poisoned(value: unknown): unknown {
  if (typeof value === 'string') return isUrl(value) ? value : `${value}${poison}`;
  if (Array.isArray(value)) return value.map(poisoned);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([name, member]) => [name, poisoned(member)]);
  return { ...Object.fromEntries(members), [`evil${poison}_endpoint`]: 'relative', [`null${poison}`]: null };
}

let server: FakeServer;
let folder: string;
/** What the token endpoint says at the moment. */
let token: Said;
let isPoisoned: (path: string) => boolean;

const bodies: Readonly<Record<string, (origin: string) => object>> = {
  [wellKnown]: (origin) => ({
    ...metadataOf(origin),
    ...Object.fromEntries(
      ['device_authorization', 'registration', 'introspection', 'revocation', 'userinfo'].map((name) => [
        `${name}_endpoint`,
        `${origin}/${name}`,
      ]),
    ),
    jwks_uri: `${origin}/keys`,
    scopes_supported: ['openid'],
    token_endpoint_auth_methods_supported: ['none'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['ES256'],
  }),
  '/.well-known/oauth-protected-resource/mcp': (origin) => ({
    resource: `${origin}/mcp`,
    resource_name: 'Files',
    authorization_servers: [origin],
    scopes_supported: ['read'],
  }),
  '/userinfo': () => ({ sub: 'ada', name: 'Ada', email: 'ada@example.org', preferred_username: 'ada' }),
  '/introspection': () => ({ active: true, scope: 'read', username: 'ada', sub: 'ada', aud: ['a'] }),
  '/keys': () => ({
    keys: [
      { kty: 'EC', kid: 'a' },
      { kty: 'EC', kid: 'a' },
    ],
  }),
};

const latin = Buffer.from('x\u009b2J').toString('latin1');

const routes: Routes = {
  ...Object.fromEntries(
    Object.entries(bodies).map(([path, body]) => [
      path,
      (_: unknown, origin: string) => ({
        body: isPoisoned(path) ? (poisoned(body(origin)) as object) : body(origin),
      }),
    ]),
  ),
  '/mcp': () => ({
    status: 401,
    headers: { 'www-authenticate': `Bearer error="${latin}", scope="read ${latin}"`, 'x-request-id': latin },
    body: { error: `no${poison}` },
  }),
  '/token': () => ({ headers: { 'x-request-id': latin }, ...token }),
  '/device_authorization': (_, origin) => ({
    body: {
      device_code: 'd',
      user_code: 'BCDF',
      verification_uri: `${origin}/enter`,
      expires_in: 60,
      interval: 1,
    },
  }),
  '/registration': ({ body, method }, origin) => ({
    status: isPoisoned('/registration') ? 400 : method === 'POST' ? 201 : 200,
    body: {
      ...(body === '' ? {} : JSON.parse(body)),
      client_id: 'client-1',
      client_name: `App${poison}`,
      scope: `read${poison}`,
      registration_access_token: 'manage',
      registration_client_uri: `${origin}/registration`,
      error: `no${poison}`,
      error_description: `because${poison}`,
    },
  }),
};

before(async () => {
  server = await startFakeServer(routes);
});
after(() => server.close());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'grantor-cli-'));
  token = { body: { access_token: 'a', token_type: 'Bearer', expires_in: 3600, refresh_token: 'r' } };
  isPoisoned = () => true;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const colours = ['1', '22', '31', '32', '33', '36', '39', '90'].map((code) => `\u001b[${code}m`);
const clearLine = '\r\u001b[2K';

function checkText(text: string): void {
  const written = [...colours, clearLine].reduce((rest, ours) => rest.replaceAll(ours, ''), text);
  assert.doesNotMatch(written.replaceAll('\n', ' '), /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u);
  assert.doesNotMatch(written, /^FORGED/m);
}

const kinds: Readonly<Record<string, Options>> = {
  'at a terminal': { isTerminal: true, environment: { TERM: 'xterm' }, input: ['n'] },
  'in a pipe': {},
};

const refusal: Said = { status: 400, body: { error: `no${poison}`, error_description: `because${poison}` } };

type Row = {
  readonly words: readonly string[];
  readonly token?: Said;
  /** The documents lead on as they should. */
  readonly well?: readonly string[];
  readonly signedIn?: true;
};

const rows: Readonly<Record<string, Row>> = {
  'metadata that is not usable': { words: ['login', '{server}', '--device', '--client-id', 'c'] },
  'a refused device code': {
    words: ['login', '{server}', '--device', '--client-id', 'c', '--verbose'],
    well: [wellKnown],
    token: refusal,
  },
  'a new sign-in': { words: ['login', '{server}', '--device', '--client-id', 'c'], well: [wellKnown] },
  'a refused refresh': {
    words: ['token', '{server}', '--verbose'],
    well: [wellKnown],
    token: refusal,
    signedIn: true,
  },
  'an account': { words: ['whoami', '{server}'], well: [wellKnown], signedIn: true },
  'an introspected token': {
    words: ['introspect', '--server', '{server}'],
    well: [wellKnown],
    signedIn: true,
  },
  'a refused registration': { words: ['register', '--server', '{server}'], well: [wellKnown] },
  'a registration': { words: ['register', '--server', '{server}'], well: [wellKnown, '/registration'] },
  'a sick server': { words: ['doctor', '{server}', '--register'] },
  'a sick resource': { words: ['doctor', '{server}/mcp', '--register'], well: ['/registration'] },
  'a sick resource of a well server': { words: ['doctor', '{server}/mcp', '--register'], well: [wellKnown] },
};

for (const [kind, options] of Object.entries(kinds)) {
  describe(`${kind}, of what a server says`, () => {
    for (const [name, { words, well = [], signedIn, token: said }] of Object.entries(rows)) {
      for (const json of [[], ['--json']]) {
        it(`${name} is plain text${json.length > 0 ? ' in JSON' : ''} — cli.md §5 What a server says`, async () => {
          isPoisoned = (path) => !well.includes(path);
          token = said ?? token;
          if (signedIn !== undefined) {
            const client = { issuer: server.origin, clientId: 'the-client', clientSecret: 's' } as const;
            writeStore(folder, {
              signIns: [signInAt(server.origin)],
              clients: [
                { ...client, authMethod: 'client_secret_basic', redirectUris: [], purpose: 'sign_in' },
              ],
            });
          }
          const line = words.map((word) => word.replace('{server}', server.origin));
          const { out, err } = await grantor([...line, ...json], { ...options, folder });
          assert.notEqual(out + err, '');
          checkText(out);
          checkText(err);
        });
      }
    }

    it('the name of a client that is to be deleted is one line of plain text', async () => {
      isPoisoned = (path) => path !== wellKnown && path !== '/registration';
      await grantor(['register', '--server', server.origin], { folder });
      const words = ['registration', 'delete', '--server', server.origin];
      const { err } = await grantor(words, { isTerminal: true, input: ['n'], folder });
      assert.match(err, /Delete the client “App/);
      checkText(err);
    });
  });
}
