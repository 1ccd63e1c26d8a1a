import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { Conversation } from '../conversation/conversation.ts';
import { publicApp, type Registered, register, registered } from '../conversation/registration.ts';
import type { Case } from '../run/case.ts';
import { strangersAreNotTold } from '../run/facade-differences.ts';
import { expectError, expectStatus } from '../wire/answer.ts';
import { expectRedirectedError } from '../wire/authorization.ts';
import type { Browser } from '../wire/browser.ts';

// OpenID Connect Core §3.2 and §3.3: tokens that come through the browser, where a server still gives them.

const TYPES = ['id_token', 'id_token token', 'code token', 'code id_token token'] as const;
type Type = (typeof TYPES)[number];

const common = {
  variant: 'legacy',
  needs: ['legacy_response_types', 'registration'],
} as const satisfies Partial<Case>;

const metadata = {
  redirect_uris: ['https://legacy.example/cb'],
  token_endpoint_auth_method: 'client_secret_basic',
  grant_types: ['authorization_code', 'implicit', 'refresh_token'],
  response_types: ['code', ...TYPES],
};

interface Asked extends Registered {
  readonly id: string;
  /** Where somebody has allowed the client something before: what goes wrong later may be told to it. */
  readonly browser: Browser;
}

async function legacyClient(t: Conversation, changes: object = {}): Promise<Asked> {
  const made = await registered(t, publicApp({ ...metadata, ...changes }));
  const id = made.client.client_id;
  const first = await made.t.authorize({ client: id });
  first.code();
  return { ...made, id, browser: first.browser };
}

const ask = (
  { t, id, browser }: Asked,
  response_type: string,
  more: Readonly<Record<string, string | undefined>> = {},
) => t.authorize({ client: id, browser, parameters: { response_type, ...more } });

function leftHalf(text: string | null): string | undefined {
  if (text === null) return undefined;
  const digest = createHash('sha256').update(text).digest();
  return digest.subarray(0, digest.length / 2).toString('base64url');
}

const given: readonly Case[] = TYPES.map((type: Type) => ({
  ...common,
  name: `${type} brings what it names by the fragment, bound by hashes`,
  requirements: [
    'Core §3.2.2.5',
    'Core §3.2.2.10',
    'Core §3.3.2.11',
    'Core §3.3.2.5',
    'Multiple Response Types §3',
    'advanced.md LEG-1',
    'advanced.md LEG-2',
    'advanced.md LEG-3',
    'advanced.md V-26',
    'advanced.md V-34',
  ],
  async run(t) {
    const asked = await legacyClient(t);
    const authorization = await ask(asked, type.split(' ').reverse().join(' '));
    const { response } = authorization;
    assert.equal(authorization.channel, 'fragment');
    const words = type.split(' ');
    const has = ['code', 'access_token', 'id_token'].filter((name) => response.has(name));
    const wanted = ['code', 'token', 'id_token'].filter((word) => words.includes(word));
    assert.deepEqual(
      has,
      wanted.map((word) => (word === 'token' ? 'access_token' : word)),
    );
    assert.equal(response.get('state'), authorization.parameters['state']);
    assert.equal(response.get('refresh_token'), null);
    const token = response.get('access_token');
    if (token !== null) {
      assert.equal(response.get('token_type')?.toLowerCase(), 'bearer');
      assert.ok(Number(response.get('expires_in')) > 0);
      expectStatus(await t.userinfo(token), 200);
    }
    const idToken = response.get('id_token');
    if (idToken === null) return;
    const { payload } = await t.verify(idToken, asked.id);
    assert.equal(payload['nonce'], authorization.parameters['nonce']);
    assert.equal(payload['at_hash'], leftHalf(token));
    assert.equal(payload['c_hash'], leftHalf(response.get('code')));
  },
}));

const refused: readonly Case[] = TYPES.map((type: Type) => ({
  ...common,
  name: `${type} is refused in a query, and to a client that has not registered it`,
  requirements: ['Multiple Response Types §3', 'advanced.md LEG-1', 'advanced.md LEG-2', 'advanced.md V-26'],
  differs: {
    facade: strangersAreNotTold,
    reference: { reason: 'it tells the error in the mode that was asked for', seen: /'query'/ },
  },
  async run(t) {
    const inQuery = await ask(await legacyClient(t), type, { response_mode: 'query' });
    expectRedirectedError(inQuery, 'invalid_request');
    assert.equal(inQuery.channel, 'fragment');
    const plain = { grant_types: ['authorization_code'], response_types: ['code'] };
    expectRedirectedError(
      await ask(await legacyClient(t, plain), type),
      'unauthorized_client',
      'unsupported_response_type',
    );
  },
}));

const posted: readonly Case[] = TYPES.map((type: Type) => ({
  ...common,
  needs: [...common.needs, 'form_post'] as const,
  name: `${type} is posted where form_post is asked for, errors too`,
  requirements: ['Form Post §2', 'advanced.md LEG-4', 'advanced.md V-30'],
  differs: { facade: strangersAreNotTold },
  async run(t) {
    const asked = await legacyClient(t);
    const answer = await ask(asked, type, { response_mode: 'form_post' });
    assert.equal(answer.channel, 'form_post');
    assert.equal(answer.response.get('error'), null);
    const failed = await ask(asked, type, { response_mode: 'form_post', max_age: 'soon' });
    assert.equal(failed.channel, 'form_post');
    expectRedirectedError(failed, 'invalid_request');
  },
}));

export const legacyResponseTypeCases: readonly Case[] = [
  ...given,
  ...refused,
  ...posted,
  {
    ...common,
    name: 'an ID token through the browser needs a nonce',
    requirements: ['Core §3.2.2.1', 'Core §3.3.2.11', 'advanced.md LEG-2'],
    differs: { facade: strangersAreNotTold },
    async run(t) {
      const asked = await legacyClient(t);
      for (const type of TYPES.filter((name) => name.includes('id_token')))
        expectRedirectedError(await ask(asked, type, { nonce: undefined }), 'invalid_request');
    },
  },
  {
    ...common,
    name: 'token alone is no response type',
    requirements: ['advanced.md LEG-1', 'RFC 9700 §2.1.2'],
    differs: { facade: strangersAreNotTold },
    async run(t) {
      const asked = await legacyClient(t);
      expectRedirectedError(await ask(asked, 'token'), 'unsupported_response_type', 'unauthorized_client');
    },
  },
  {
    ...common,
    name: 'an ID token that comes alone says what the scopes ask for',
    requirements: ['Core §5.4'],
    async run(t) {
      const asked = await legacyClient(t);
      const { response } = await ask(asked, 'id_token', { scope: 'openid email' });
      const { payload } = await t.verify(response.get('id_token') ?? '', asked.id);
      assert.equal(payload['email'], t.user().email);
    },
  },
  {
    ...common,
    name: 'an access token that came through the browser can be revoked by its client',
    requirements: ['advanced.md LEG-3', 'RFC 7009 §2.1'],
    needs: [...common.needs, 'revocation', 'userinfo'],
    async run(t) {
      const asked = await legacyClient(t);
      const { response } = await ask(asked, 'id_token token');
      const token = response.get('access_token') ?? '';
      expectStatus(await asked.t.as(asked.id, 'revocation_endpoint', { token }), 200);
      expectStatus(await t.userinfo(token), 401);
    },
  },
  {
    ...common,
    name: 'metadata lists the legacy response types and implicit where they are served',
    requirements: ['Discovery §3', 'advanced.md LEG-1', 'advanced.md V-4'],
    async run(t) {
      const types = [t.metadata['response_types_supported']].flat();
      for (const type of ['code', ...TYPES]) assert.ok(types.includes(type), type);
      const grants = [t.metadata['grant_types_supported']].flat();
      for (const grant of ['authorization_code', 'implicit']) assert.ok(grants.includes(grant), grant);
    },
  },
  {
    ...common,
    name: 'a legacy response type is registered with the implicit grant type only',
    requirements: ['RFC 7591 §2.1', 'advanced.md LEG-1'],
    differs: {
      reference: { reason: 'it leaves open whether the two fit together', seen: /got 201/ },
    },
    async run(t) {
      const changes = {
        ...metadata,
        grant_types: ['authorization_code'],
        response_types: ['id_token token'],
      };
      expectError(await register(t, publicApp(changes)), 400, 'invalid_client_metadata');
    },
  },
];
