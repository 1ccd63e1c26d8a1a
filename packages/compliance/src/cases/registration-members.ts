import assert from 'node:assert/strict';
import { type ClientMetadata, publicApp, register, registered } from '../conversation/registration.ts';
import type { Case, Difference } from '../run/case.ts';
import { DEVICE_GRANT } from '../setup/fixtures.ts';
import { expectStatus } from '../wire/answer.ts';

// clients.md §2, member by member: what is kept, what a default fills in, what is dropped.

const needs: Case['needs'] = ['registration'];
const strict: Difference = { reason: 'it refuses where we drop or ignore', seen: /got 400/ };
const silent: Difference = { reason: 'it has no such member', seen: /is not echoed/ };

type Row = readonly [what: string, changes: ClientMetadata, reference?: Difference];
type MemberRow = readonly [what: string, lead: string, changes: ClientMetadata, reference?: Difference];

/** Each member is echoed with the value it was sent with; the second word names its row of clients.md §2. */
const kept: readonly MemberRow[] = [
  ['a name', 'client_name', { client_name: 'Café “Ünïcode” 東京' }],
  ['a name with a language', 'client_name', { client_name: 'List', 'client_name#de': 'Liste' }, silent],
  [
    'its addresses',
    'client_uri',
    { client_uri: 'https://app.example/', logo_uri: 'https://app.example/logo.png' },
  ],
  [
    'its policies',
    'client_uri',
    { tos_uri: 'https://app.example/tos', policy_uri: 'https://app.example/policy' },
  ],
  ['a policy with a language', 'client_uri', { 'policy_uri#fr': 'https://app.example/fr' }, silent],
  ['an address on this computer', 'client_uri', { client_uri: 'http://localhost:3000/' }],
  ['a scope', 'scope', { scope: 'openid email' }],
  ['contacts', 'contacts', { contacts: ['ops@app.example'] }],
  ['its software', 'contacts', { software_id: '9a1f2f6e', software_version: '1.2.3' }, silent],
  ['a default age', 'contacts', { default_max_age: 600 }],
  ['a wish for auth_time', 'contacts', { require_auth_time: true }],
  [
    'that it pushes its requests',
    'require_pushed_authorization_requests',
    { require_pushed_authorization_requests: true },
  ],
  ['the modes of its answers', 'response_modes', { response_modes: ['jwt'] }],
  ['acr values', 'contacts', { default_acr_values: ['1'] }],
  ['native', 'application_type', { application_type: 'native' }],
  ['web', 'application_type', { application_type: 'web' }],
  ['a public subject', 'subject_type', { subject_type: 'public' }],
  [
    'logout addresses',
    'post_logout_redirect_uris',
    { post_logout_redirect_uris: ['https://app.example/bye'] },
  ],
  [
    'where it hears of a sign-out',
    'post_logout_redirect_uris',
    { backchannel_logout_uri: 'https://app.example/bc', backchannel_logout_session_required: true },
  ],
  [
    'a frame for a sign-out',
    'post_logout_redirect_uris',
    { frontchannel_logout_uri: 'https://app.example/fc', frontchannel_logout_session_required: true },
    silent,
  ],
  [
    'a page that starts the sign-in',
    'post_logout_redirect_uris',
    { initiate_login_uri: 'https://app.example/start' },
  ],
  [
    'the algorithm of its ID tokens',
    'token_endpoint_auth_signing_alg',
    { id_token_signed_response_alg: 'RS256' },
  ],
];

const keptCases: readonly Case[] = kept.map(([what, lead, changes, reference]) => ({
  name: `a registration keeps and echoes ${what}`,
  requirements: [
    'RFC 7591 §2',
    'RFC 7591 §3.2.1',
    `clients.md §2 ${lead}`,
    ...(Object.keys(changes).some((member) => member.includes('#')) ? ['RFC 7591 §2.2'] : []),
    ...(Object.keys(changes).some((member) => member.includes('channel_logout'))
      ? ['advanced.md LGO-1']
      : []),
  ],
  needs,
  ...(reference === undefined ? {} : { differs: { reference } }),
  async run(t) {
    const { answer } = await registered(t, publicApp(changes));
    for (const [member, value] of Object.entries(changes)) {
      assert.deepEqual(answer.json[member], value, `${member} is not echoed as sent`);
    }
  },
}));

type Member = 'token_endpoint_auth_method' | 'response_types' | 'application_type';

const defaults: readonly (readonly [string, ClientMetadata, Member, unknown, Difference?])[] = [
  ['authenticates with Basic', {}, 'token_endpoint_auth_method', 'client_secret_basic'],
  ['answers with code', {}, 'response_types', ['code']],
  ['is a web application', {}, 'application_type', 'web'],
  [
    'is native when it listens on this computer',
    { redirect_uris: ['http://127.0.0.1/cb'] },
    'application_type',
    'native',
    { reason: 'web is always its default', seen: /'web'/ },
  ],
  [
    'is native when it has a scheme of its own',
    { redirect_uris: ['com.example.app:/cb', 'https://app.example/cb'] },
    'application_type',
    'native',
    { reason: 'web is always its default', seen: /400 invalid_redirect_uri/ },
  ],
];

const defaultCases: readonly Case[] = defaults.map(([what, changes, member, value, reference]) => ({
  name: `a client that does not say otherwise ${what}`,
  requirements: ['RFC 7591 §2', `clients.md §2 ${member}`],
  needs,
  ...(reference === undefined ? {} : { differs: { reference } }),
  async run(t) {
    const { answer } = await registered(t, { redirect_uris: ['https://app.example/cb'], ...changes });
    assert.deepEqual(answer.json[member], value);
  },
}));

/** The registration is taken as if the member had not been sent. */
const dropped: readonly Row[] = [
  ['an unknown member of any type', { unheard_of: { deep: [1, null] }, another: true }],
  ['a software statement', { software_statement: 'a.b.c' }],
  ['an id of its own', { client_id: 'mine' }],
  ['a secret of its own', { client_secret: 'mine', token_endpoint_auth_method: 'client_secret_post' }],
  ['a wish to skip consent', { skip_consent: true }],
  ['a wish about PKCE', { require_pkce: false }],
  ['null', { client_uri: null, scope: null, contacts: null, default_max_age: null }, strict],
  ['an empty string', { scope: '', logo_uri: '', client_name: '', jwks_uri: '' }, strict],
];

const droppedCases: readonly Case[] = dropped.map(([what, changes, reference]) => ({
  name: `a registration with ${what} is taken without it`,
  requirements: [
    'RFC 7591 §2',
    'RFC 7591 §3.1.1',
    'clients.md §2 anything else',
    'clients.md §2 null and empty',
    'clients.md §15 Accepted',
  ],
  needs,
  ...(reference === undefined ? {} : { differs: { reference } }),
  async run(t) {
    const { answer } = await registered(t, publicApp(changes));
    for (const [member, value] of Object.entries(changes)) {
      if (member === 'token_endpoint_auth_method') continue;
      assert.notDeepEqual(answer.json[member] ?? 'absent', value, `${member} was taken`);
      if (!['client_id', 'client_secret'].includes(member)) assert.equal(answer.json[member], undefined);
    }
  },
}));

export const registrationMemberCases: readonly Case[] = [
  ...keptCases,
  ...defaultCases,
  ...droppedCases,
  {
    name: 'a client of the device grant alone needs no redirect URI',
    requirements: ['RFC 7591 §2', 'RFC 7591 §2.1', 'clients.md §2 redirect_uris'],
    needs: ['registration', 'device'],
    differs: {
      reference: {
        reason: 'code is its default response type whatever the grant types',
        seen: /400 invalid_redirect_uri/,
      },
    },
    async run(t) {
      const { answer } = await registered(t, {
        token_endpoint_auth_method: 'none',
        grant_types: [DEVICE_GRANT, 'refresh_token'],
      });
      assert.deepEqual([answer.json['redirect_uris'], answer.json['response_types']], [[], []]);
    },
  },
  {
    name: 'scope names that nobody can have are dropped from a registration',
    requirements: ['RFC 7591 §3.2.1', 'clients.md §2 scope'],
    needs: ['registration', 'house_rules'],
    async run(t) {
      const answer = await register(t, publicApp({ scope: 'openid grantor:admin email' }));
      expectStatus(answer, 201);
      assert.equal(answer.json['scope'], 'openid email');
    },
  },
  {
    name: 'control and direction characters are taken out of a name',
    requirements: ['RFC 7591 §5', 'clients.md §2 client_name'],
    needs: ['registration', 'house_rules'],
    async run(t) {
      const { answer } = await registered(t, publicApp({ client_name: 'Re\u202eading\u0007 List\u2066' }));
      assert.equal(answer.json['client_name'], 'Reading List');
    },
  },
];
