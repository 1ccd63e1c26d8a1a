import assert from 'node:assert/strict';
import type { Conversation } from '../conversation/conversation.ts';
import type { Case } from '../run/case.ts';
import { announcesWhatIsHere } from '../run/facade-differences.ts';
import { expectHeader, expectStatus, send } from '../wire/answer.ts';

const OPENID = '/.well-known/openid-configuration';
const OAUTH = '/.well-known/oauth-authorization-server';

function list(t: Conversation, member: string): readonly unknown[] {
  const value = t.metadata[member];
  assert.ok(Array.isArray(value), `${member} is not an array`);
  return value;
}

const required = [
  ['issuer', 'RFC 8414 §2'],
  ['authorization_endpoint', 'RFC 8414 §2'],
  ['token_endpoint', 'RFC 8414 §2'],
  ['jwks_uri', 'Discovery §3'],
  ['response_types_supported', 'RFC 8414 §2'],
  ['subject_types_supported', 'Discovery §3'],
  ['id_token_signing_alg_values_supported', 'Discovery §3'],
  ['scopes_supported', 'Discovery §3'],
] as const;

const requiredMembers: readonly Case[] = required.map(([member, requirement]) => ({
  name: `metadata has ${member}`,
  requirements: [requirement],
  async run(t) {
    assert.ok(t.metadata[member] !== undefined, `${member} is missing`);
  },
}));

const contents: readonly (readonly [string, string, string, Case['needs']?])[] = [
  ['response_types_supported', 'code', 'RFC 8414 §2'],
  ['response_types_supported', 'code id_token', 'protocol.md DI-3', ['hybrid']],
  ['response_modes_supported', 'query', 'Multiple Response Types §2.1'],
  ['response_modes_supported', 'fragment', 'Multiple Response Types §2.1'],
  ['response_modes_supported', 'form_post', 'Form Post §2', ['form_post']],
  ['grant_types_supported', 'authorization_code', 'RFC 8414 §2'],
  ['grant_types_supported', 'refresh_token', 'protocol.md DI-3', ['refresh']],
  ['grant_types_supported', 'client_credentials', 'protocol.md DI-3', ['client_credentials']],
  ['grant_types_supported', 'urn:ietf:params:oauth:grant-type:device_code', 'RFC 8628 §4', ['device']],
  ['code_challenge_methods_supported', 'S256', 'RFC 9700 §2.1.1'],
  ['id_token_signing_alg_values_supported', 'RS256', 'Discovery §3'],
  ['scopes_supported', 'openid', 'Discovery §3'],
  ['token_endpoint_auth_methods_supported', 'client_secret_basic', 'RFC 6749 §2.3.1'],
  ['token_endpoint_auth_methods_supported', 'client_secret_post', 'protocol.md DI-3'],
  ['token_endpoint_auth_methods_supported', 'none', 'protocol.md DI-3'],
];

const listedValues: readonly Case[] = contents.map(([member, value, requirement, needs]) => ({
  name: `metadata lists "${value}" in ${member}`,
  requirements: [requirement],
  ...(needs === undefined ? {} : { needs }),
  async run(t) {
    assert.ok(list(t, member).includes(value), `${member} lacks ${value}`);
  },
}));

const documents: readonly Case[] = [OPENID, OAUTH].map((path) => ({
  name: `${path} answers JSON with the issuer it was asked at`,
  requirements: [
    'RFC 8414 §3',
    'RFC 8414 §3.2',
    'RFC 8414 §3.3',
    'Discovery §4',
    'Discovery §4.3',
    'protocol.md G-4',
  ],
  async run(t) {
    const answer = await send(t.issuer + path);
    expectStatus(answer, 200);
    expectHeader(answer, 'content-type', /^application\/json\b/);
    assert.equal(answer.json['issuer'], t.issuer);
  },
}));

const rules: readonly Case[] = [
  {
    name: 'both metadata documents have the same members',
    requirements: ['protocol.md DI-1', 'RFC 8414 §3.1', 'Discovery §4.1', 'advanced.md V-1'],
    async run(t) {
      assert.deepEqual((await send(t.issuer + OAUTH)).json, (await send(t.issuer + OPENID)).json);
    },
  },
  {
    name: 'metadata advertises the iss response parameter',
    requirements: ['RFC 9207 §3'],
    async run(t) {
      assert.equal(t.metadata['authorization_response_iss_parameter_supported'], true);
    },
  },
  {
    name: 'metadata does not advertise plain PKCE',
    requirements: ['RFC 9700 §2.1.1', 'protocol.md DI-3'],
    async run(t) {
      assert.deepEqual(list(t, 'code_challenge_methods_supported'), ['S256']);
    },
  },
  {
    name: 'metadata never advertises unsigned ID tokens',
    requirements: ['Core §2', 'protocol.md TO-4'],
    async run(t) {
      const algorithms = list(t, 'id_token_signing_alg_values_supported').map(String);
      assert.deepEqual(
        algorithms.filter((algorithm) => algorithm === 'none' || algorithm.startsWith('HS')),
        [],
      );
    },
  },
  {
    name: 'metadata offers neither the implicit flow nor the password grant',
    requirements: ['RFC 9700 §2.1.2', 'RFC 9700 §2.4'],
    differs: {
      reference: {
        reason: 'it lists "implicit" because it models hybrid ID tokens as the implicit grant type',
        seen: /implicit/,
      },
    },
    async run(t) {
      const grants = list(t, 'grant_types_supported').map(String);
      const types = list(t, 'response_types_supported').map(String);
      const bad = [...grants, ...types].filter((name) => ['implicit', 'password', 'token'].includes(name));
      assert.equal(bad.join(' '), '');
    },
  },
  {
    name: 'metadata says explicitly whether request_uri is supported',
    requirements: ['Discovery §3'],
    async run(t) {
      assert.equal(typeof t.metadata['request_uri_parameter_supported'], 'boolean');
    },
  },
  {
    name: 'introspection is never advertised for unauthenticated clients',
    requirements: ['protocol.md DI-3', 'RFC 7662 §4'],
    needs: ['introspection', 'house_rules'],
    async run(t) {
      assert.ok(!list(t, 'introspection_endpoint_auth_methods_supported').includes('none'));
    },
  },
  {
    name: 'metadata has every member of the house list',
    requirements: ['protocol.md DI-3', 'advanced.md LGO-5', 'advanced.md V-6'],
    needs: ['house_rules'],
    differs: { facade: announcesWhatIsHere },
    async run(t) {
      const members =
        'userinfo_endpoint introspection_endpoint revocation_endpoint device_authorization_endpoint end_session_endpoint ' +
        'response_modes_supported acr_values_supported userinfo_signing_alg_values_supported claims_supported ' +
        'claims_parameter_supported request_parameter_supported prompt_values_supported ui_locales_supported ' +
        'backchannel_logout_supported backchannel_logout_session_supported frontchannel_logout_supported ' +
        'frontchannel_logout_session_supported';
      assert.deepEqual(
        members.split(' ').filter((member) => t.metadata[member] === undefined),
        [],
      );
    },
  },
  {
    name: 'metadata holds no null member',
    requirements: ['RFC 8414 §3.2', 'protocol.md G-5'],
    async run(t) {
      const empty = Object.entries(t.metadata).filter(
        ([, value]) => value === null || (Array.isArray(value) && value.length === 0),
      );
      assert.deepEqual(
        empty.map(([member]) => member),
        [],
      );
    },
  },
  {
    name: 'every advertised endpoint lies under the issuer and carries no fragment',
    requirements: ['RFC 6749 §3.1', 'RFC 6749 §3.2', 'RFC 8414 §2', 'protocol.md G-4', 'advanced.md V-3'],
    async run(t) {
      for (const [member, value] of Object.entries(t.metadata)) {
        if (!member.endsWith('_endpoint') && member !== 'jwks_uri') continue;
        assert.ok(String(value).startsWith(`${t.issuer}/`), `${member} is elsewhere`);
        assert.ok(!String(value).includes('#'), `${member} has a fragment`);
      }
    },
  },
  {
    name: 'forged forwarding headers do not change the metadata',
    requirements: ['protocol.md G-4', 'RFC 8414 §3.3'],
    async run(t) {
      const forged = {
        'x-forwarded-host': 'evil.example',
        forwarded: 'host=evil.example',
        'x-forwarded-proto': 'https',
      };
      assert.deepEqual((await send(t.issuer + OPENID, { headers: forged })).json, t.metadata);
    },
  },
  {
    name: 'metadata may be cached for an hour and has a validator',
    requirements: ['protocol.md DI-1'],
    needs: ['house_rules'],
    differs: { facade: announcesWhatIsHere },
    async run(t) {
      const answer = await send(t.issuer + OPENID);
      expectHeader(answer, 'cache-control', /public, max-age=3600/);
      expectHeader(answer, 'etag', /./);
    },
  },
  {
    name: 'metadata under an unknown suffix is a JSON 404',
    requirements: ['protocol.md DI-2', 'protocol.md G-1'],
    needs: ['house_rules'],
    async run(t) {
      for (const path of [`${OAUTH}/tenant`, `${OPENID}/tenant`, '/.well-known/unheard-of']) {
        const answer = await send(t.issuer + path);
        expectStatus(answer, 404);
        assert.equal(answer.json['error'], 'not_found');
      }
    },
  },
];

export const discoveryCases: readonly Case[] = [...documents, ...requiredMembers, ...listedValues, ...rules];
