import assert from 'node:assert/strict';
import type { Conversation } from '../conversation/conversation.ts';
import { publicApp, registered } from '../conversation/registration.ts';
import type { Case, Difference } from '../run/case.ts';
import { saysLessOnPage, strangersAreNotTold } from '../run/facade-differences.ts';
import { API, BARE, FILES, OPEN, SLASH } from '../setup/fixtures.ts';
import { expectError, expectStatus, send, stringOf } from '../wire/answer.ts';
import { type Authorization, expectErrorPage, expectRedirectedError } from '../wire/authorization.ts';
import type { Parameters } from '../wire/parameters.ts';

// clients.md §9: resources as clients spell them, and scopes as strangers ask for them.

const needs: Case['needs'] = ['registration', 'resource', 'jwt_access_token'];
const exact: Difference = {
  reason: 'it leaves the comparison to the operator, here exact',
  seen: /invalid_target/,
};

interface Wish {
  readonly resource?: string | readonly string[];
  readonly scope?: string | undefined;
  /** The scope of the registration. */
  readonly registered?: string;
}

/** What a stranger's token holds: its audience and its scopes in order. */
async function grantedTo(t: Conversation, wish: Wish): Promise<{ aud: unknown; scope: string }> {
  const metadata = publicApp(wish.registered === undefined ? {} : { scope: wish.registered });
  const { t: known, client } = await registered(t, metadata);
  const parameters = { scope: wish.scope, nonce: undefined, resource: wish.resource };
  const tokens = await known.tokens({ client: client.client_id, parameters });
  const { payload } = await t.verify(stringOf(tokens, 'access_token'));
  const scope = String(tokens.json['scope'] ?? '')
    .split(' ')
    .sort()
    .join(' ');
  return { aud: payload.aud, scope };
}

/** What a second request comes to, of a stranger whom the person approved before. */
async function afterApproval(t: Conversation, changes: Parameters): Promise<Authorization> {
  const { t: known, client } = await registered(t, publicApp());
  const wish = { client: client.client_id, browser: t.browser() };
  (await known.authorize(wish)).code();
  return known.authorize({ ...wish, parameters: { nonce: undefined, ...changes } });
}

const spellings: readonly (readonly [string, string, string, string, Difference?])[] = [
  ['as it is configured', API, API, 'read'],
  ['with the slash that URL parsers add to an origin', BARE, `${BARE}/`, 'files:read', exact],
  ['without the slash of an origin', FILES, FILES.slice(0, -1), 'read', exact],
  ['without the slash at the end of its path', SLASH, SLASH.slice(0, -1), 'files:read', exact],
  ['with a slash at the end of its path', API, `${API}/`, 'read', exact],
  [
    'in capitals, with its port',
    API,
    API.replace('https://api.example', 'HTTPS://API.Example:443'),
    'read',
    exact,
  ],
];

const identifiers: readonly Case[] = spellings.map(([what, configured, sent, scope, reference]) => ({
  name: `a resource named ${what} gives the audience ${configured} for ${sent}`,
  requirements: ['clients.md §9 Comparison', 'clients.md §9 aud', 'RFC 8707 §2', 'RFC 9068 §3'],
  needs,
  ...(reference === undefined ? {} : { differs: { reference } }),
  async run(t) {
    assert.equal((await grantedTo(t, { resource: sent, scope })).aud, configured);
  },
}));

const unknown: readonly (readonly [string, string])[] = [
  ['with another path', `${BARE}/mcp`],
  ['with two slashes at its end', `${API}//`],
  ['with a query', `${API}?x=1`],
  ['with another case in its path', API.replace('v1', 'V1')],
  ['with another scheme', API.replace('https', 'http')],
  ['that is no URI', 'api'],
];

const refusals: readonly Case[] = unknown.map(([what, resource]) => ({
  name: `a resource ${what} is invalid_target for a stranger`,
  requirements: ['clients.md §9 resource', 'clients.md §15 Resources', 'RFC 8707 §2'],
  differs: { facade: strangersAreNotTold },
  needs,
  async run(t) {
    const authorization = await afterApproval(t, { scope: 'read', resource });
    expectRedirectedError(authorization, 'invalid_target');
    assert.equal(authorization.response.get('iss'), t.issuer);
  },
}));

type Scopes = readonly [what: string, wish: Wish, granted: string, reference?: Difference];

const unasked: Difference = {
  reason: 'it grants nothing that was not asked for',
  seen: /access_denied|answer/,
};
const undropped: Difference = {
  reason: 'it refuses unknown scopes or grants those of other resources nothing',
  seen: /invalid_scope|Expected values/,
};

const scopes: readonly Scopes[] = [
  ['nobody asks a scope of, its default scopes are granted', { resource: BARE }, 'files:read', unasked],
  [
    'nobody asks a scope of, what the client registered is granted',
    { resource: BARE, registered: 'openid files:write' },
    'files:write openid',
    { reason: 'it lets nobody register the scope of a resource', seen: /invalid_client_metadata/ },
  ],
  [
    'more may be granted than the client registered',
    { resource: API, scope: 'openid read write', registered: 'openid read' },
    'openid read write',
    { reason: 'the registered scope is a ceiling to it', seen: /./ },
  ],
  [
    'a scope of another one is not granted, and the rest is',
    { resource: API, scope: 'openid read files:write' },
    'openid read',
    undropped,
  ],
  [
    'an unheard-of scope is not granted, and the rest is',
    { resource: API, scope: 'read unheard-of' },
    'read',
  ],
  [
    'a scope of the administration is not granted, and the rest is',
    { resource: API, scope: 'read grantor:admin' },
    'read',
  ],
  [
    'without a list of scopes any scope is granted',
    { resource: OPEN, scope: 'openid tool:unheard-of' },
    'openid tool:unheard-of',
    undropped,
  ],
  [
    'without a list of scopes none of the administration is granted',
    { resource: OPEN, scope: 'openid grantor:admin' },
    'openid',
    undropped,
  ],
  [
    'all of its own is granted to whoever asks for all of the metadata',
    { resource: BARE, scope: '*' },
    '',
    undropped,
  ],
];

const scopeCases: readonly Case[] = scopes.map(([what, wish, granted, reference]) => ({
  name: `of a resource ${what}`,
  requirements: ['clients.md §9 No scope', 'clients.md §2 scope', 'RFC 6749 §3.3'],
  needs,
  ...(reference === undefined ? {} : { differs: { reference } }),
  async run(t) {
    if (wish.scope !== '*') {
      assert.equal((await grantedTo(t, wish)).scope, granted);
      return;
    }
    const all = [t.metadata['scopes_supported']].flat().map(String);
    const { scope } = await grantedTo(t, { ...wish, scope: all.join(' ') });
    assert.deepEqual(
      scope.split(' ').filter((name) => name.startsWith('files:')),
      ['files:read', 'files:write'],
    );
    assert.ok(!scope.split(' ').includes('write'), 'a scope of another resource is granted');
  },
}));

const metadataCases: readonly Case[] = [
  {
    name: 'metadata lists the scopes of people and of resources, and none of the administration',
    requirements: ['clients.md §8 Never missing', 'clients.md §9 offline_access'],
    needs: ['resource', 'house_rules'],
    async run(t) {
      const listed = [t.metadata['scopes_supported']].flat().map(String);
      for (const name of ['openid', 'profile', 'email', 'offline_access', 'read', 'write', 'files:write'])
        assert.ok(listed.includes(name), `${name} is not listed`);
      assert.deepEqual(
        listed.filter((name) => name.startsWith('grantor:')),
        [],
      );
    },
  },
];

const life: readonly Case[] = [
  {
    name: 'a request with nothing but scopes it cannot have is invalid_scope',
    requirements: ['clients.md §9 No scope', 'RFC 6749 §4.1.2.1'],
    needs,
    differs: {
      facade: strangersAreNotTold,
      reference: { reason: 'it goes on with the empty scope', seen: /got page 200|answer/ },
    },
    async run(t) {
      const parameters = { scope: 'files:write unheard-of', resource: API };
      expectRedirectedError(await afterApproval(t, parameters), 'invalid_scope');
    },
  },
  {
    name: 'an error of a stranger whom nobody approved is told on a page that names where it leads',
    requirements: ['protocol.md AZ-2', 'RFC 9700 §4.11.2', 'security.md F-4'],
    needs: [...needs, 'house_rules'],
    differs: { facade: saysLessOnPage },
    async run(t) {
      const { t: known, client } = await registered(t, publicApp());
      const parameters = { scope: 'unheard-of', nonce: undefined, resource: API };
      const authorization = await known.authorize({ client: client.client_id, parameters });
      expectErrorPage(authorization);
      const { landing } = authorization;
      assert.ok(landing.kind === 'page' && landing.html.includes('app.example'), 'the host is not named');
    },
  },
  {
    name: 'a token for no resource is for the server itself',
    requirements: ['clients.md §9 aud', 'RFC 9068 §3'],
    needs: [...needs, 'house_rules'],
    async run(t) {
      assert.equal((await grantedTo(t, { scope: 'openid' })).aud, t.issuer);
    },
  },
  {
    name: 'a service on this computer needs no record while the server runs on it',
    requirements: ['clients.md §9 Record'],
    needs: [...needs, 'house_rules'],
    async run(t) {
      const resource = 'http://localhost:9123/mcp';
      assert.equal((await grantedTo(t, { resource, scope: 'openid' })).aud, resource);
    },
  },
  {
    name: 'a step up is an ordinary request for more, and what was granted before stays good',
    requirements: ['clients.md §9 Step-up', 'RFC 6749 §6'],
    needs: [...needs, 'refresh'],
    async run(t) {
      const { t: known, client } = await registered(t, publicApp());
      const id = client.client_id;
      const browser = t.browser();
      const ask = (scope: string) =>
        known.tokens({ client: id, browser, parameters: { scope, nonce: undefined, resource: BARE } });
      const first = await ask('files:read');
      const token = stringOf(first, 'refresh_token');
      expectError(await known.refresh(id, token, { scope: 'files:read files:write' }), 400, 'invalid_scope');
      const second = await ask('files:read files:write');
      assert.equal(String(second.json['scope']).split(' ').sort().join(' '), 'files:read files:write');
      expectStatus(await known.refresh(id, token), 200);
      expectStatus(await known.refresh(id, stringOf(second, 'refresh_token')), 200);
    },
  },
  {
    name: 'the audience parameter of other servers is ignored at the token endpoint',
    requirements: ['clients.md §9 Narrowing', 'clients.md §11 Gemini CLI'],
    needs: [...needs, 'refresh'],
    async run(t) {
      const { t: known, client } = await registered(t, publicApp());
      const parameters = { scope: 'read', nonce: undefined, resource: API };
      const authorization = await known.authorize({ client: client.client_id, parameters });
      const answer = await known.redeem(authorization, { audience: 'https://other.example' });
      expectStatus(answer, 200);
      assert.equal((await t.verify(stringOf(answer, 'access_token'))).payload.aud, API);
    },
  },
  {
    name: 'a well-known document that is not served is a JSON 404, whatever the caller takes',
    requirements: ['clients.md §8 Other well-known paths', 'RFC 8414 §3.3'],
    needs: ['house_rules'],
    async run(t) {
      const paths = [
        'unheard-of',
        'oauth-authorization-server/mcp',
        'openid-configuration/mcp',
        'oauth-protected-resource/x',
        'webfinger',
      ];
      for (const path of paths) {
        const answer = await send(`${t.issuer}/.well-known/${path}`, { headers: { accept: 'text/html' } });
        expectError(answer, 404, 'not_found');
        assert.match(answer.headers.get('content-type') ?? '', /^application\/json\b/);
      }
    },
  },
];

export const resourceIdentifierCases: readonly Case[] = [
  ...identifiers,
  ...refusals,
  ...scopeCases,
  ...metadataCases,
  ...life,
];
