import assert from 'node:assert/strict';
import {
  current,
  expectUnauthorized,
  manage,
  publicApp,
  type Registered,
  registered,
} from '../conversation/registration.ts';
import type { Case } from '../run/case.ts';
import { type Answer, expectHeader, expectStatus, send, stringOf } from '../wire/answer.ts';

// RFC 7592: a client reads its own registration, and nobody else does anything with it.

const needs: Case['needs'] = ['registration', 'registration_management'];

const reading: readonly Case[] = [
  {
    name: 'a registration answer says where and with which token it is managed',
    requirements: [
      'RFC 7592 §3',
      'RFC 7592 §5',
      'clients.md §2 201',
      'clients.md §3 Registration access token',
    ],
    needs,
    async run(t) {
      const { answer, client } = await registered(t, publicApp());
      const endpoint = t.endpoint('registration_endpoint');
      assert.equal(stringOf(answer, 'registration_client_uri'), `${endpoint}/${client.client_id}`);
      assert.match(stringOf(answer, 'registration_access_token'), /^[A-Za-z0-9._~-]{43,}$/);
    },
  },
  {
    name: 'a client reads all of its registration, with the token it came with and without its secret',
    requirements: ['RFC 7592 §2.1', 'RFC 7592 §3', 'clients.md §3 GET'],
    needs,
    differs: { reference: { reason: 'it keeps secrets and repeats them', seen: /the secret is repeated/ } },
    async run(t) {
      const { answer } = await registered(
        t,
        publicApp({ token_endpoint_auth_method: 'client_secret_basic' }),
      );
      const read = await manage(answer, { method: 'GET' });
      expectStatus(read, 200);
      expectHeader(read, 'cache-control', /\bno-store\b/);
      for (const member of Object.keys(answer.json).filter((name) => !name.startsWith('client_secret')))
        assert.deepEqual(read.json[member], answer.json[member], `${member} differs`);
      assert.ok(!('client_secret' in read.json), 'the secret is repeated');
    },
  },
];

/** Whom a management request claims to be; every one of them is nobody. */
const strangers: readonly (readonly [string, (own: Registered, other: Registered) => string | undefined])[] =
  [
    ['no token', () => undefined],
    ['a wrong token', ({ answer }) => `${stringOf(answer, 'registration_access_token')}x`],
    ["another client's token", (_own, { answer }) => stringOf(answer, 'registration_access_token')],
  ];

const guarding: readonly Case[] = [
  ...strangers.flatMap(([what, tokenOf]) =>
    (['GET', 'PUT', 'DELETE'] as const).map(
      (method): Case => ({
        name: `${method} of a registration with ${what} is 401 with a Bearer challenge`,
        requirements: [
          'RFC 7592 §2.1',
          'RFC 7592 §5',
          'clients.md §3 wrong token',
          'clients.md §15 Registration tokens',
        ],
        needs,
        async run(t) {
          const [own, other] = [await registered(t, publicApp()), await registered(t, publicApp())];
          const body = method === 'PUT' ? current(own.answer) : undefined;
          const token = tokenOf(own, other);
          expectUnauthorized(await manage(own.answer, { method, token, body }));
          expectStatus(await manage(own.answer, { method: 'GET' }), 200);
        },
      }),
    ),
  ),
  {
    name: 'an unknown registration answers exactly as a wrong token does',
    requirements: ['RFC 7592 §2.1', 'clients.md §3 wrong token'],
    needs,
    async run(t) {
      const { answer } = await registered(t, publicApp());
      const endpoint = t.endpoint('registration_endpoint');
      const headers = { authorization: 'Bearer not-a-registration-token-of-anybody-0123456789' };
      const ask = (id: string): Promise<Answer> => send(`${endpoint}/${id}`, { headers });
      const known = await ask(stringOf(answer, 'client_id'));
      expectUnauthorized(known);
      for (const id of ['unheard-of', 'web', '3f0c0f5e-2e3c-4a54-9d0e-6c1f2f1f7a10']) {
        const unknown = await ask(id);
        assert.deepEqual([unknown.status, unknown.text], [known.status, known.text]);
        assert.equal(unknown.headers.get('www-authenticate'), known.headers.get('www-authenticate'));
      }
    },
  },
  {
    name: 'an access token does not manage a registration, and a registration token reads no userinfo',
    requirements: [
      'RFC 7592 §5',
      'clients.md §3 Registration access token',
      'clients.md §15 Registration tokens',
    ],
    needs: ['registration', 'registration_management', 'userinfo'],
    async run(t) {
      const { answer, client, t: known } = await registered(t, publicApp());
      const tokens = await known.tokens({ client: client.client_id });
      const token = stringOf(tokens, 'access_token');
      expectUnauthorized(await manage(answer, { method: 'GET', token }));
      expectStatus(await t.userinfo(stringOf(answer, 'registration_access_token')), 401);
    },
  },
  {
    name: 'a registration is not created at the address of another',
    requirements: ['RFC 7592 §2', 'clients.md §8 Preflight'],
    needs: ['registration', 'registration_management', 'house_rules'],
    async run(t) {
      const { answer } = await registered(t, publicApp());
      const refused = await manage(answer, { method: 'POST', body: publicApp() });
      expectStatus(refused, 405);
      expectHeader(refused, 'allow', /GET.*PUT.*DELETE|DELETE.*PUT/);
    },
  },
];

export const registrationManagementCases: readonly Case[] = [...reading, ...guarding];
