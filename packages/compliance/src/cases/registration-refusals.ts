import assert from 'node:assert/strict';
import { type ClientMetadata, publicApp, register } from '../conversation/registration.ts';
import type { Case, Difference } from '../run/case.ts';
import { DEVICE_GRANT } from '../setup/fixtures.ts';
import { expectError, expectErrorOneOf } from '../wire/answer.ts';

// clients.md §2, member by member: what is refused, with which code, and how that is told.

const needs: Case['needs'] = ['registration'];
const lenient: Difference = { reason: 'it does not look at the value', seen: /got 201/ };

const KEY = { kty: 'EC', crv: 'P-256', kid: 'a', x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU' };
const PUBLIC_KEY = { ...KEY, y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0' };
const PRIVATE_KEY = { ...PUBLIC_KEY, d: 'jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI' };
const withKeys = (keys: readonly object[]): ClientMetadata => ({
  token_endpoint_auth_method: 'private_key_jwt',
  jwks: { keys },
});

const REDIRECT = 'invalid_redirect_uri';
const METADATA = 'invalid_client_metadata';
/** RFC 7591 §3.2.2 leaves the choice where the list itself is wrong. */
const EITHER = [REDIRECT, METADATA];

const refused: readonly (readonly [string, ClientMetadata, string | readonly string[], Difference?])[] = [
  [
    'redirect URIs missing',
    { redirect_uris: undefined },
    METADATA,
    { reason: 'it blames the redirect URIs', seen: /400 invalid_redirect_uri/ },
  ],
  [
    'no redirect URI',
    { redirect_uris: [] },
    METADATA,
    { reason: 'it blames the redirect URIs', seen: /400 invalid_redirect_uri/ },
  ],
  ['a redirect URI that is no list', { redirect_uris: 'https://app.example/cb' }, EITHER],
  ['a redirect URI that is no string', { redirect_uris: [7] }, EITHER],
  [
    'one bad redirect URI among good ones',
    { redirect_uris: ['https://app.example/cb', 'https://app.example/#x'] },
    REDIRECT,
  ],
  [
    '51 redirect URIs',
    { redirect_uris: Array.from({ length: 51 }, (_, i) => `https://app.example/${i}`) },
    EITHER,
    lenient,
  ],
  ['an unknown authentication method', { token_endpoint_auth_method: 'client_secret_magic' }, METADATA],
  ['an authentication method that is no string', { token_endpoint_auth_method: ['none'] }, METADATA],
  ['only unknown grant types', { grant_types: ['urn:example:unheard-of'] }, METADATA],
  ['grant types that are no list', { grant_types: 'authorization_code' }, METADATA],
  [
    'response types that its grant types cannot give',
    { grant_types: [DEVICE_GRANT], response_types: ['code'] },
    METADATA,
    { reason: 'it adds the grant type', seen: /got 201/ },
  ],
  ['an unknown application type', { application_type: 'desktop' }, METADATA],
  ['a name that is no string', { client_name: 7 }, METADATA],
  ['a name of 201 characters', { client_name: 'n'.repeat(201) }, METADATA, lenient],
  ['a script as its address', { client_uri: 'javascript:alert(1)' }, METADATA],
  ['a logo over plain http', { logo_uri: 'http://app.example/logo.png' }, METADATA, lenient],
  ['a relative policy address', { policy_uri: '/policy' }, METADATA],
  ['a scope that is no string', { scope: ['openid'] }, METADATA],
  ['contacts that are no list', { contacts: 'ops@app.example' }, METADATA],
  ['a negative default age', { default_max_age: -1 }, METADATA],
  ['a default age in words', { default_max_age: 'often' }, METADATA],
  ['keys here and elsewhere', { ...withKeys([PUBLIC_KEY]), jwks_uri: 'https://app.example/jwks' }, METADATA],
  ['a key set that is none', { jwks: { keys: 'a' } }, METADATA],
  ['a private key', withKeys([PRIVATE_KEY]), METADATA],
  ['a symmetric key', withKeys([{ kty: 'oct', kid: 's', k: 'c2VjcmV0' }]), METADATA],
  ['two keys of one name', withKeys([PUBLIC_KEY, PUBLIC_KEY]), METADATA, lenient],
  [
    'keys over plain http',
    { token_endpoint_auth_method: 'private_key_jwt', jwks_uri: 'http://app.example/jwks' },
    METADATA,
    lenient,
  ],
  ['private_key_jwt without keys', { token_endpoint_auth_method: 'private_key_jwt' }, METADATA],
  ['unsigned ID tokens', { id_token_signed_response_alg: 'none' }, METADATA],
  ['an unknown algorithm', { id_token_signed_response_alg: 'XX99' }, METADATA],
  ['a logout address with a fragment', { post_logout_redirect_uris: ['https://app.example/#x'] }, METADATA],
  ['a sign-in page over http', { initiate_login_uri: 'http://app.example/start' }, METADATA],
  [
    'a logout address over http',
    { post_logout_redirect_uris: ['http://app.example/bye'] },
    METADATA,
    lenient,
  ],
  [
    'a frame for a sign-out on a host where nobody is sent back',
    { frontchannel_logout_uri: 'https://elsewhere.example/fc' },
    METADATA,
    lenient,
  ],
  ['a script to call at logout', { frontchannel_logout_uri: 'javascript:alert(1)' }, METADATA, lenient],
  [
    'an http address to tell of a logout',
    { backchannel_logout_uri: 'http://app.example/bc' },
    METADATA,
    lenient,
  ],
  [
    'an inner address to tell of a logout',
    { backchannel_logout_uri: 'https://10.0.0.1/bc' },
    METADATA,
    lenient,
  ],
  ['keys on this very machine', { jwks_uri: 'https://[::1]/jwks' }, METADATA, lenient],
  [
    'pairwise subjects for two hosts and no sector',
    { subject_type: 'pairwise', redirect_uris: ['https://app.example/cb', 'https://other.example/cb'] },
    METADATA,
  ],
  ['an unknown subject type', { subject_type: 'secret' }, METADATA],
];

const refusedCases: readonly Case[] = refused.map(([what, changes, code, reference]) => ({
  name: `a registration with ${what} is ${[code].flat().join(' or ')}`,
  requirements: [
    'RFC 7591 §3.2.2',
    'RFC 7591 §2',
    'RFC 7591 §2.1',
    'clients.md §2 invalid_redirect_uri',
    'clients.md §2 invalid_client_metadata',
    ...('frontchannel_logout_uri' in changes ? ['advanced.md LGO-1'] : []),
  ],
  needs:
    what.includes('private_key_jwt') || what.includes('key') ? ['registration', 'private_key_jwt'] : needs,
  ...(reference === undefined ? {} : { differs: { reference } }),
  async run(t) {
    expectErrorOneOf(await register(t, publicApp(changes)), 400, [code].flat());
  },
}));

export const registrationRefusalCases: readonly Case[] = [
  ...refusedCases,
  {
    name: 'a refused redirect URI is told by its place and the rule it breaks',
    requirements: ['RFC 7591 §3.2.2', 'clients.md §2 redirect_uris', 'clients.md §2 invalid_redirect_uri'],
    needs: ['registration', 'house_rules'],
    async run(t) {
      const redirect_uris = ['https://app.example/cb', 'https://app.example/#x'];
      const answer = await register(t, publicApp({ redirect_uris }));
      expectError(answer, 400, REDIRECT);
      const description = String(answer.json['error_description']);
      assert.match(description, /redirect_uris\[1\]/);
      assert.match(description, /fragment/);
      assert.ok(!description.includes('app.example'), 'the description repeats what was sent');
    },
  },
  {
    name: 'a member of the wrong type is named in the description',
    requirements: [
      'RFC 7591 §3.2.2',
      'clients.md §2 null and empty',
      'clients.md §2 invalid_client_metadata',
    ],
    needs: ['registration', 'house_rules'],
    async run(t) {
      const answer = await register(t, publicApp({ tos_uri: { href: 'https://app.example/' } }));
      expectError(answer, 400, METADATA);
      assert.match(String(answer.json['error_description']), /tos_uri/);
    },
  },
  {
    name: 'a registration with an authentication method that metadata does not list is refused',
    requirements: ['RFC 7591 §3.2.2', 'clients.md §2 token_endpoint_auth_method'],
    needs,
    async run(t) {
      const listed = [t.metadata['token_endpoint_auth_methods_supported']].flat();
      const known = [
        'client_secret_jwt',
        'tls_client_auth',
        'self_signed_tls_client_auth',
        'attest_jwt_client_auth',
      ];
      for (const token_endpoint_auth_method of known.filter((method) => !listed.includes(method))) {
        expectError(await register(t, publicApp({ token_endpoint_auth_method })), 400, METADATA);
      }
    },
  },
];
