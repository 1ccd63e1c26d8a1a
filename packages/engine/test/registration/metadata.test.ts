import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseClientMetadata } from '../../src/registration/metadata.ts';
import {
  echo,
  type Json,
  minimal,
  parse,
  refused,
  registered,
  rules,
  unacceptable,
} from './metadata-world.ts';

const always = {
  redirect_uris: ['https://app.example/cb'],
  token_endpoint_auth_method: 'client_secret_basic',
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  application_type: 'web',
  id_token_signed_response_alg: 'RS256',
  subject_type: 'public',
};

describe('client metadata', () => {
  it('resolves every default — RFC 7591 §2', () => {
    assert.deepEqual(echo(), always);
  });

  it('counts null, and an empty string, as absent', () => {
    const nothing = {
      token_endpoint_auth_method: null,
      grant_types: null,
      application_type: '',
      client_name: '',
      client_uri: '',
      scope: '',
      contacts: null,
      jwks: null,
      jwks_uri: '',
      default_max_age: null,
      require_auth_time: null,
      id_token_signed_response_alg: null,
      request_object_signing_alg: null,
      'client_name#de': '',
    };
    assert.deepEqual(echo(nothing), always);
  });

  it('ignores what it does not know, of whatever type, and what a client cannot say of itself', () => {
    const strange = {
      nobody_knows: { deep: [1, null, true] },
      software_statement: 'a.b.c',
      client_id: 'mine',
      client_secret: 'secret',
      skip_consent: true,
      require_pkce: false,
      __proto__: { grant_types: [] },
      constructor: 'x',
    };
    assert.deepEqual(echo(JSON.parse(JSON.stringify(strange))), always);
    const own = JSON.parse('{"__proto__":{"client_name":"x"},"redirect_uris":["https://app.example/cb"]}');
    assert.equal(parseClientMetadata(own, rules).clientName, null);
  });

  it('echoes every member it keeps as it was sent', () => {
    const full = {
      redirect_uris: ['https://app.example/cb', 'http://127.0.0.1/cb', 'app.example:/cb'],
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'urn:ietf:params:oauth:grant-type:device_code'],
      response_types: ['code', 'code id_token'],
      application_type: 'native',
      require_pushed_authorization_requests: true,
      require_signed_request_object: true,
      request_object_signing_alg: 'EdDSA',
      request_uris: ['https://app.example/request.jwt#cHJvb2Y', 'https://app.example/other'],
      dpop_bound_access_tokens: true,
      client_name: 'App',
      'client_name#de': 'Programm',
      client_uri: 'https://app.example/#about',
      'client_uri#de-CH': 'https://app.example/de',
      logo_uri: 'https://app.example/logo.png',
      tos_uri: 'https://app.example/tos',
      policy_uri: 'https://app.example/policy',
      contacts: ['ada@app.example'],
      software_id: '4NRB1-0XZABZI9E6-5SM3R',
      software_version: '2.1',
      scope: 'openid files:read',
      default_max_age: 0,
      require_auth_time: true,
      default_acr_values: ['1'],
      jwks_uri: 'https://app.example/jwks.json',
      id_token_signed_response_alg: 'RS256',
      userinfo_signed_response_alg: 'RS256',
      authorization_signed_response_alg: 'EdDSA',
      introspection_signed_response_alg: 'RS256',
      response_modes: ['jwt', 'form_post.jwt'],
      post_logout_redirect_uris: ['https://app.example/out'],
      backchannel_logout_uri: 'https://app.example/back',
      backchannel_logout_session_required: true,
      frontchannel_logout_uri: 'https://app.example/front?x=1',
      frontchannel_logout_session_required: true,
      initiate_login_uri: 'https://app.example/start',
      subject_type: 'public',
    };
    assert.deepEqual(echo(full), full);
  });

  it('refuses what is no JSON object', () => {
    for (const json of [null, undefined, 'text', 1, true, [], [minimal]]) {
      refused(json, 'invalid_client_metadata', 'The metadata');
    }
  });

  it('refuses a known member of the wrong type, naming it', () => {
    const texts = ['token_endpoint_auth_method', 'application_type', 'client_name', 'client_uri', 'logo_uri'];
    const more = ['tos_uri', 'policy_uri', 'software_id', 'software_version', 'scope', 'jwks_uri'];
    const urls = ['backchannel_logout_uri', 'frontchannel_logout_uri', 'initiate_login_uri', 'subject_type'];
    const algs = [
      'id_token_signed_response_alg',
      'userinfo_signed_response_alg',
      'request_object_signing_alg',
    ];
    const lists = ['redirect_uris', 'grant_types', 'response_types', 'contacts', 'default_acr_values'];
    for (const wire of [...texts, ...more, ...urls, ...algs]) unacceptable({ [wire]: 7 }, wire);
    for (const wire of [...lists, 'post_logout_redirect_uris']) unacceptable({ [wire]: 'x' }, wire);
    for (const wire of lists.slice(1)) unacceptable({ [wire]: ['code', 7] }, `${wire}[1]`);
    for (const wire of ['require_auth_time', 'backchannel_logout_session_required'])
      unacceptable({ [wire]: 'true' }, wire);
    for (const age of ['60', 1.5, -1, 1e300]) unacceptable({ default_max_age: age }, 'default_max_age');
    for (const keys of [[], 'x', {}, { keys: null }]) unacceptable({ jwks: keys }, 'jwks');
    unacceptable({ 'client_name#de': 7 }, 'client_name');
  });
});

describe('redirect URIs of client metadata', () => {
  it('names the entry and its rule — security.md F-2', () => {
    const bad = [
      ...[
        'javascript:alert(1)',
        'http://localhost.evil.com/cb',
        'https://a.example/cb#x',
        'https://*.example',
      ],
      ...['https://user@a.example/cb', '/cb', '', 'urn:ietf:wg:oauth:2.0:oob', 'http://a.example/cb'],
      ...[`https://a.example/${'x'.repeat(2048)}`, 7, null, {}],
    ];
    for (const uri of bad) {
      const json = { redirect_uris: ['https://app.example/cb', uri] };
      refused(json, 'invalid_redirect_uri', 'redirect_uris[1]');
    }
  });

  it('accepts fifty, and refuses one more', () => {
    const uris = Array.from({ length: 51 }, (_, index) => `https://app.example/${index}`);
    assert.equal(parse({ redirect_uris: uris.slice(1) }).redirectUris.length, 50);
    unacceptable({ redirect_uris: uris }, 'redirect_uris');
  });

  it('are needed for a code only', () => {
    for (const json of [{}, { redirect_uris: [] }, { redirect_uris: null }]) {
      refused(json, 'invalid_client_metadata', 'redirect_uris');
    }
    const device = { grant_types: ['urn:ietf:params:oauth:grant-type:device_code'] };
    const metadata = parseClientMetadata(device, rules);
    assert.deepEqual(metadata.redirectUris, []);
    assert.deepEqual(metadata.responseTypes, []);
    const described = echo({ redirect_uris: [], ...device });
    assert.deepEqual([described['redirect_uris'], described['response_types']], [[], []]);
  });

  it('decide the application type that is not given — OpenID Connect Registration §2', () => {
    const cursor = [
      'cursor://anysphere.cursor-mcp/oauth/callback',
      'https://www.cursor.com/agents/mcp/oauth/callback',
      'http://localhost:8787/callback',
    ];
    assert.equal(parse({ redirect_uris: cursor }).applicationType, 'native');
    assert.equal(parse({ redirect_uris: cursor, application_type: 'web' }).applicationType, 'web');
    assert.equal(parse({ redirect_uris: [cursor[1]] }).applicationType, 'web');
    unacceptable({ application_type: 'mobile' }, 'application_type');
  });
});

describe('texts, links and algorithms of client metadata', () => {
  it('removes controls and what turns text around from names', () => {
    assert.equal(parse({ client_name: ' A\u202e\u0000p\ud800p\u2066\n ' }).clientName, 'App');
    for (const unseen of [
      '\u202e\u0007',
      '\u200b\u2060',
      '\u3164',
      '\u00ad',
      '\ufe0f',
      '\u{e0041}',
      '\u2800',
    ]) {
      assert.equal(parse({ client_name: unseen }).clientName, null);
      assert.deepEqual(parse({ 'client_name#de': unseen }).translations, {});
    }
    assert.equal(parse({ client_name: '😀'.repeat(200) }).clientName, '😀'.repeat(200));
    unacceptable({ client_name: 'x'.repeat(201) }, 'client_name');
  });

  it('is kept up to 16 KiB in all, whatever it is made of — security.md L-8', () => {
    const uris = (count: number) =>
      Array.from({ length: count }, (_, index) => `https://app.example/${index}${'x'.repeat(1500)}`);
    assert.equal(parse({ redirect_uris: uris(9) }).redirectUris.length, 9);
    unacceptable({ redirect_uris: uris(11) }, 'The metadata');
    unacceptable(
      { contacts: Array.from({ length: 50 }, (_, index) => `${index}${'ä'.repeat(400)}`) },
      'The metadata',
    );
    const languages = Array.from(
      { length: 900 },
      (_, index) => [`client_name#x${index}`, 'some name'] as const,
    );
    unacceptable(Object.fromEntries(languages), 'The metadata');
    assert.ok(parse({ ignored: 'x'.repeat(60_000) }));
  });

  it('takes no text that a store could not keep — security.md I-2', () => {
    for (const bad of ['a\0', 'a\ud800', '\udc00b']) {
      for (const wire of [
        'software_id',
        'client_uri',
        'jwks_uri',
        'scope',
        'subject_type',
        'application_type',
      ]) {
        unacceptable({ [wire]: bad }, wire);
      }
      unacceptable({ contacts: [bad] }, 'contacts[0]');
      unacceptable({ grant_types: [bad] }, 'grant_types[0]');
      unacceptable({ post_logout_redirect_uris: [bad] }, 'post_logout_redirect_uris[0]');
    }
  });

  it('takes web addresses only', () => {
    const bad = [
      'https://a.example;sandbox/x',
      'https://a.example,b.example/x',
      'https://*.example/x',
      "https://a.example'self'/x",
      'http://app.example/',
      'javascript:alert(1)',
      'https://u:p@app.example/',
      '/x',
      'https://a b/',
    ];
    for (const wire of ['client_uri', 'logo_uri', 'tos_uri', 'policy_uri', 'backchannel_logout_uri']) {
      for (const url of bad) unacceptable({ [wire]: url }, wire);
    }
    unacceptable({ backchannel_logout_uri: 'https://app.example/#x' }, 'backchannel_logout_uri');
    for (const wire of ['jwks_uri', 'initiate_login_uri'])
      unacceptable({ [wire]: 'http://localhost/' }, wire);
    unacceptable({ post_logout_redirect_uris: ['javascript:x'] }, 'post_logout_redirect_uris[0]');
  });

  it('takes request_uris it would fetch, a fragment aside — advanced.md JAR-7, security.md S-1', () => {
    const bad = [
      'http://app.example/r',
      'http://localhost/r#x',
      'https://auth.example/r',
      'https://u:p@a.example/r',
      '/r',
    ];
    for (const uri of [...bad, `https://app.example/${'x'.repeat(2048)}`])
      unacceptable({ request_uris: ['https://app.example/r', uri] }, 'request_uris[1]');
  });

  it('keeps the response modes that are served — advanced.md JRM-5', () => {
    assert.deepEqual(parse({ response_modes: ['jwt', 'smoke'] }).responseModes, ['jwt']);
    assert.equal(parse({ response_modes: [] }).responseModes, null);
    unacceptable({ response_modes: ['smoke'] }, 'response_modes');
    unacceptable({ response_modes: 'jwt' }, 'response_modes');
    unacceptable({ authorization_signed_response_alg: 'none' }, 'authorization_signed_response_alg');
  });

  it('takes no requirement to sign without keys to verify — RFC 9101 §10.5', () => {
    unacceptable({ require_signed_request_object: true }, 'require_signed_request_object');
  });

  it('takes no requirement to encrypt without algorithm or keys — advanced.md JAR-6', () => {
    const at = 'require_encrypted_request_object';
    unacceptable({ [at]: true }, at);
    unacceptable({ [at]: true, request_object_encryption_alg: 'ECDH-ES' }, at);
  });

  it('refuses algorithms the server would not use', () => {
    for (const alg of ['none', 'HS256', 'XX']) {
      unacceptable({ id_token_signed_response_alg: alg }, 'id_token_signed_response_alg');
      unacceptable({ request_object_signing_alg: alg }, 'request_object_signing_alg');
    }
    unacceptable({ subject_type: 'ephemeral' }, 'subject_type');
  });

  it('keeps the scopes a client could have — clients.md §2 scope', () => {
    const { scopes } = parse({ scope: 'openid  files:read grantor:admin groups unheard-of read "' });
    assert.deepEqual(scopes, ['openid', 'files:read', 'read']);
    assert.equal(echo({ scope: 'grantor:admin' })['scope'], undefined);
    unacceptable({ scope: 'x '.repeat(2100) }, 'scope');
  });

  it('refuses jwks beside jwks_uri — security.md K-5, clients.md §2 jwks, advanced.md CAU-11', () => {
    const jwks = { keys: [{ kty: 'OKP', crv: 'Ed25519', x: Buffer.alloc(32, 1).toString('base64url') }] };
    assert.deepEqual(parse({ jwks }).jwks, jwks);
    unacceptable({ jwks, jwks_uri: 'https://app.example/jwks' }, 'jwks');
    const [key] = jwks.keys;
    const bad = [
      [],
      [null],
      [{ ...key, d: 'x' }],
      [{ kty: 'oct', k: 'x' }],
      [{ kty: 'RSA', n: 'AQAB', e: 'AQAB' }],
    ];
    for (const keys of [...bad, [{ ...key, x: '' }], [1, 2].map(() => ({ ...key, kid: 'a' }))]) {
      unacceptable({ jwks: { keys } }, 'jwks');
    }
  });

  it('shows the redirect host of a client without a name', () => {
    const named = (json: Json) => registered(json).name;
    assert.equal(named({}), 'app.example');
    assert.equal(named({ redirect_uris: ['com.example.app:/cb'] }), 'com.example.app');
    assert.equal(named({ client_name: 'App' }), 'App');
  });
});
