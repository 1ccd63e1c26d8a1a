import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { readClientDocument } from '../../src/client-documents/read-document.ts';
import { registrationRules } from '../../src/registration/rules.ts';
import { createHarness, documentUrl, exampleDocument, testClientJwk } from '../../src/testing/index.ts';

const rules = registrationRules(createHarness(), [], []);
const read = (text: string) => readClientDocument(documentUrl, text, rules);
const client = (change: Readonly<Record<string, unknown>> = {}) => {
  const document = read(exampleDocument(change));
  return document.kind === 'client' ? document.client : assert.fail(document.kind);
};
const kind = (change: Readonly<Record<string, unknown>>) => read(exampleDocument(change)).kind;

const keys = { jwks: { keys: [testClientJwk] } };

describe('a metadata document', () => {
  it('is a public client unless it says otherwise — clients.md §5 Authentication', () => {
    const { id, name, source, status, authMethod, furtherAuthMethods, secrets, consent } = client();
    assert.deepEqual(
      { id, name, source, status, authMethod, furtherAuthMethods, secrets, consent },
      {
        ...{ id: documentUrl, name: 'Published', source: 'document', status: 'active' },
        ...{ authMethod: 'none', furtherAuthMethods: [], secrets: [], consent: 'remember' },
      },
    );
  });

  it('may be the one of the guide', () => {
    const guide = readFileSync(
      new URL('../../../../docs/client-metadata-documents.md', import.meta.url),
      'utf8',
    );
    const [, text = ''] = /```json\n(.*?)```/s.exec(guide) ?? [];
    const document = readClientDocument('https://list.example.com/oauth/client.json', text, rules);
    assert.equal(document.kind, 'client');
  });

  it('authenticates by any method it lists and that is served — clients.md §5 Authentication', () => {
    const methodsOf = (change: Readonly<Record<string, unknown>>) => {
      const { authMethod, furtherAuthMethods } = client({ ...keys, ...change });
      return [authMethod, ...furtherAuthMethods];
    };
    const listed = 'token_endpoint_auth_methods_supported';
    const named = 'token_endpoint_auth_method';
    assert.deepEqual(methodsOf({ [named]: 'private_key_jwt' }), ['private_key_jwt']);
    assert.deepEqual(methodsOf({ [named]: 'private_key_jwt', [listed]: ['none', 'private_key_jwt'] }), [
      'private_key_jwt',
      'none',
    ]);
    assert.deepEqual(methodsOf({ [listed]: ['private_key_jwt', 'tls_client_auth'] }), ['private_key_jwt']);
    assert.deepEqual(methodsOf({ [named]: 'tls_client_auth', [listed]: ['none'] }), ['none']);
    assert.deepEqual(methodsOf({ [named]: 'none', [listed]: 'none' }), ['none']);
  });

  it('keeps what registration would keep, and drops grant types a stranger may not have', () => {
    const grants = ['authorization_code', 'refresh_token', 'client_credentials', 'urn:x'];
    const redirects = ['http://localhost/callback', 'http://127.0.0.1/callback'];
    const { grantTypes, applicationType, redirectUris } = client({
      grant_types: grants,
      redirect_uris: redirects,
      unheard_of: { deep: [null] },
      logo_uri: null,
    });
    assert.deepEqual(grantTypes, ['authorization_code', 'refresh_token']);
    assert.equal(applicationType, 'native');
    assert.deepEqual(redirectUris, redirects);
  });

  const broken: readonly [what: string, change: Readonly<Record<string, unknown>>][] = [
    ['another client_id', { client_id: 'https://client.example/other.json' }],
    ['the same address in another spelling', { client_id: 'https://CLIENT.example/metadata.json' }],
    ['no client_id', { client_id: undefined }],
    ['no name', { client_name: undefined }],
    ['an empty name', { client_name: '' }],
    ['a name of invisible characters', { client_name: '\u202e\u0007' }],
    ['no redirect URI', { redirect_uris: undefined }],
    ['an empty list of redirect URIs', { redirect_uris: [] }],
    [
      'no redirect URI for a device',
      { redirect_uris: [], grant_types: ['urn:ietf:params:oauth:grant-type:device_code'] },
    ],
    [
      'a redirect URI that may not be one',
      { redirect_uris: ['https://app.example/cb', 'javascript:alert(1)'] },
    ],
    ['a secret', { client_secret: 'x' }],
    ['a secret that is null', { client_secret: null }],
    ['the expiry of a secret', { client_secret_expires_at: 0 }],
    ['Basic', { token_endpoint_auth_method: 'client_secret_basic' }],
    ['post', { token_endpoint_auth_method: 'client_secret_post' }],
    ['a JWT under a secret', { token_endpoint_auth_method: 'client_secret_jwt' }],
    ['shared-secret methods only', { token_endpoint_auth_methods_supported: ['client_secret_basic'] }],
    ['a method that is not served', { token_endpoint_auth_method: 'tls_client_auth' }],
    ['a method of another type', { token_endpoint_auth_method: 7 }],
    ['a key method without keys', { token_endpoint_auth_method: 'private_key_jwt' }],
    [
      'a key method without keys in its list',
      { token_endpoint_auth_methods_supported: ['none', 'private_key_jwt'] },
    ],
    ['a private key', { jwks: { keys: [{ ...testClientJwk, d: 'x' }] } }],
    ['two places of keys', { ...keys, jwks_uri: 'https://client.example/keys' }],
    ['members of a wrong type', { grant_types: 'authorization_code' }],
  ];
  for (const [what, change] of broken) {
    it(`breaks a rule with ${what} — CIMD §4.1, security.md X-6`, () => assert.equal(kind(change), 'broken'));
  }

  it('that is no object breaks a rule; what is no JSON is none of the client’s words', () => {
    for (const text of ['[]', 'null', '"x"', '7']) assert.equal(read(text).kind, 'broken');
    for (const text of ['', '<html>', '{"client_id":']) assert.equal(read(text).kind, 'not_json');
  });
});
