import assert from 'node:assert/strict';
import type { Conversation } from '../conversation/conversation.ts';
import type { Case } from '../run/case.ts';
import { DEVICE_GRANT } from '../setup/fixtures.ts';
import { type Answer, expectError, expectHeader, expectStatus, send } from '../wire/answer.ts';
import { basic } from '../wire/client-auth.ts';
import type { Parameters } from '../wire/parameters.ts';

// Who is asking: every endpoint a client calls, with the right, a wrong, another's and no credential.

const MACHINE: Parameters = { grant_type: 'client_credentials' };

function secretOf(t: Conversation, client: string): string {
  return t.client(client).client_secret ?? '';
}

function asMachine(t: Conversation, authorization: string, parameters: Parameters = {}): Promise<Answer> {
  return t.post('token_endpoint', { ...MACHINE, ...parameters }, { authorization });
}

const guarded = [
  ['token_endpoint', { grant_type: 'refresh_token', refresh_token: 'grt_x' }, 'RFC 6749 §3.2.1'],
  [
    'token_endpoint',
    { grant_type: 'authorization_code', code: 'gac_x', redirect_uri: 'https://client.example/cb' },
    'RFC 6749 §4.1.3',
  ],
  ['token_endpoint', { grant_type: DEVICE_GRANT, device_code: 'gdc_x' }, 'RFC 8628 §3.4'],
  ['token_endpoint', MACHINE, 'RFC 6749 §4.4.2'],
  ['revocation_endpoint', { token: 'x' }, 'RFC 7009 §2.1'],
  ['introspection_endpoint', { token: 'x' }, 'RFC 7662 §2'],
  ['device_authorization_endpoint', { scope: 'openid' }, 'RFC 8628 §3.1'],
] as const;

const OWNERS: Readonly<Record<string, string>> = {
  [DEVICE_GRANT]: 'device-confidential',
  client_credentials: 'machine',
  device_authorization_endpoint: 'device-confidential',
};

const refusals: readonly Case[] = guarded.flatMap(([endpoint, parameters, requirement]) => {
  const grant = 'grant_type' in parameters ? String(parameters.grant_type) : undefined;
  const owner = OWNERS[grant ?? endpoint] ?? 'web';
  const what = grant === undefined ? endpoint.replaceAll('_', ' ') : `grant ${grant}`;
  const presented: readonly (readonly [string, (t: Conversation) => Promise<Answer>])[] = [
    ['no secret', (t) => t.post(endpoint, { ...parameters, client_id: owner })],
    ['a wrong secret', (t) => t.post(endpoint, parameters, { authorization: basic(owner, 'wrong') })],
    [
      "another client's secret",
      (t) => t.post(endpoint, parameters, { authorization: basic(owner, secretOf(t, 'other')) }),
    ],
    // protocol.md RV-3: whoever holds a token may name it without any client, for which revocation has its own cases
    ...(endpoint === 'revocation_endpoint'
      ? []
      : [['no client at all', (t: Conversation) => t.post(endpoint, parameters)] as const]),
  ];
  return presented.map(([credential, ask]): Case => {
    const anonymous = credential === 'no client at all';
    return {
      name: `${what} with ${credential} is invalid_client`,
      requirements: [requirement, 'RFC 6749 §5.2', 'security.md T-1'],
      ...(endpoint === 'device_authorization_endpoint' ? { needs: ['device'] as const } : {}),
      ...(anonymous
        ? {
            differs: {
              reference: {
                reason: 'it says invalid_request when no client is named at all',
                seen: /400 invalid_request/,
              },
            },
          }
        : {}),
      run: async (t) => expectError(await ask(t), 401, 'invalid_client'),
    };
  });
});

export const clientAuthenticationCases: readonly Case[] = [
  ...refusals,
  {
    name: 'an unknown client is invalid_client with a Basic challenge',
    requirements: ['RFC 6749 §5.2', 'RFC 9110 §15.5.2', 'protocol.md CA-4'],
    async run(t) {
      const answer = await asMachine(t, basic('nobody', 'secret'));
      expectError(answer, 401, 'invalid_client');
      expectHeader(answer, 'www-authenticate', /^Basic realm="/);
    },
  },
  {
    name: 'unknown client and wrong secret are told in the same words',
    requirements: ['protocol.md CA-4'],
    async run(t) {
      const unknown = await asMachine(t, basic('nobody', 'secret'));
      const wrong = await asMachine(t, basic('machine', 'secret'));
      assert.equal(unknown.text, wrong.text);
      assert.equal(unknown.headers.get('www-authenticate'), wrong.headers.get('www-authenticate'));
    },
  },
  {
    name: 'client_secret_basic works',
    requirements: ['RFC 6749 §2.3.1', 'RFC 7617 §2'],
    async run(t) {
      expectStatus(await asMachine(t, basic('machine', secretOf(t, 'machine'))), 200);
    },
  },
  {
    name: 'the Basic scheme is case-insensitive',
    requirements: ['RFC 7617 §2', 'protocol.md CA-3'],
    async run(t) {
      const value = basic('machine', secretOf(t, 'machine')).replace('Basic', 'bAsIc');
      expectStatus(await asMachine(t, value), 200);
    },
  },
  {
    name: 'both halves of Basic are form-decoded',
    requirements: ['RFC 6749 §2.3.1', 'protocol.md CA-3'],
    async run(t) {
      const encoded = [...secretOf(t, 'machine')].map((c) => `%${c.charCodeAt(0).toString(16)}`).join('');
      const value = `Basic ${Buffer.from(`%6Dachine:${encoded}`).toString('base64')}`;
      expectStatus(await asMachine(t, value), 200);
    },
  },
  {
    name: 'a secret with + and % is taken form-encoded',
    requirements: ['RFC 6749 §2.3.1'],
    async run(t) {
      expectStatus(await asMachine(t, basic('machine-spelled', secretOf(t, 'machine-spelled'))), 200);
    },
  },
  {
    name: 'a secret with + and % is taken as it is, which is what curl -u sends',
    requirements: ['RFC 7617 §2', 'protocol.md CA-3'],
    differs: {
      reference: { reason: 'it reads the form encoding only', seen: /40[01] invalid_(request|client)/ },
    },
    async run(t) {
      const text = `machine-spelled:${secretOf(t, 'machine-spelled')}`;
      expectStatus(await asMachine(t, `Basic ${Buffer.from(text).toString('base64')}`), 200);
      const wrong = `Basic ${Buffer.from(`${text}%`).toString('base64')}`;
      expectError(await asMachine(t, wrong), 401, 'invalid_client');
    },
  },
  ...(
    [
      ['no base64', 'Basic ???'],
      ['no colon', `Basic ${Buffer.from('machine').toString('base64')}`],
      ['a broken percent code', `Basic ${Buffer.from('machine:%zz').toString('base64')}`],
    ] as const
  ).map(
    ([what, value]): Case => ({
      name: `Basic with ${what} is refused`,
      requirements: ['RFC 7617 §2', 'protocol.md CA-3'],
      async run(t) {
        const answer = await asMachine(t, value);
        assert.ok([400, 401].includes(answer.status), `got ${answer.status}`);
      },
    }),
  ),
  {
    name: 'client_secret_post works',
    requirements: ['RFC 6749 §2.3.1'],
    async run(t) {
      expectStatus(await t.token('machine-post', MACHINE), 200);
    },
  },
  {
    name: 'a secret is taken from header or body, whichever the client registered',
    requirements: ['protocol.md CA-2', 'RFC 6749 §2.3.1', 'advanced.md V-5'],
    async run(t) {
      const [client_id, client_secret] = ['machine', secretOf(t, 'machine')];
      expectStatus(await t.post('token_endpoint', { ...MACHINE, client_id, client_secret }), 200);
    },
  },
  {
    name: 'Basic and body secret at once are invalid_request',
    requirements: ['RFC 6749 §2.3', 'protocol.md CA-2', 'protocol.md §1 two credentials at once'],
    async run(t) {
      const client_secret = secretOf(t, 'machine');
      const answer = await asMachine(t, basic('machine', client_secret), {
        client_id: 'machine',
        client_secret,
      });
      expectError(answer, 400, 'invalid_request');
    },
  },
  {
    name: 'a body client_id beside Basic must be the same',
    requirements: ['protocol.md CA-2', 'RFC 6749 §2.3'],
    differs: { reference: { reason: 'it calls the mismatch invalid_request', seen: /400 invalid_request/ } },
    async run(t) {
      const answer = await asMachine(t, basic('machine', secretOf(t, 'machine')), { client_id: 'other' });
      expectError(answer, 401, 'invalid_client');
    },
  },
  {
    name: 'a body client_id equal to the Basic user is harmless',
    requirements: ['RFC 6749 §3.2.1'],
    async run(t) {
      const answer = await asMachine(t, basic('machine', secretOf(t, 'machine')), { client_id: 'machine' });
      expectStatus(answer, 200);
    },
  },
  {
    name: 'a secret in the query is refused',
    requirements: ['RFC 6749 §2.3.1', 'protocol.md §1 credentials in the query'],
    async run(t) {
      const query = new URLSearchParams({ client_secret: secretOf(t, 'machine'), client_id: 'machine' });
      const answer = await send(`${t.endpoint('token_endpoint')}?${query}`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: 'grant_type=client_credentials&client_id=machine',
      });
      assert.ok(answer.status === 400 || answer.status === 401, `got ${answer.status}`);
    },
  },
  {
    name: 'a public client that presents a secret is invalid_client',
    requirements: ['protocol.md CA-1', 'RFC 6749 §2.3', 'advanced.md CAU-3'],
    async run(t) {
      const parameters = {
        grant_type: 'refresh_token',
        refresh_token: 'x',
        client_id: 'spa',
        client_secret: 'y',
      };
      expectError(await t.post('token_endpoint', parameters), 401, 'invalid_client');
    },
  },
  {
    name: 'a public client may send Basic with an empty password',
    requirements: ['protocol.md CA-1', 'RFC 6749 §2.3.1'],
    needs: ['refresh'],
    differs: {
      reference: {
        reason: 'it refuses the Authorization header of public clients',
        seen: /400 invalid_request|401/,
      },
    },
    async run(t) {
      const refresh_token = String((await t.tokens({ client: 'spa' })).json['refresh_token']);
      const parameters = { grant_type: 'refresh_token', refresh_token };
      expectStatus(await t.post('token_endpoint', parameters, { authorization: basic('spa', '') }), 200);
    },
  },
];
