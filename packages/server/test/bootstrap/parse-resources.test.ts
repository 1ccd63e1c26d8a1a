import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { client, fileOf, resource } from './files.ts';
import { parse, places, problems } from './reading.ts';

describe('resources of a bootstrap file — operations.md K-6', () => {
  it('reads what tokens for a resource are like — clients.md §9 Record', () => {
    const declared = {
      ...resource,
      scopes: [{ name: 'all', implies: ['read', 'read'], restricted: true }, 'read'],
      access_token_format: 'opaque',
      access_token_lifetime: 300,
      identity_claims: ['email', 'groups', 'email'],
    };
    const [read] = parse(fileOf({ resources: [declared] })).resources;
    assert.deepEqual(read?.scopes?.[0]?.implies, ['read']);
    assert.equal(read?.scopes?.[0]?.isRestricted, true);
    assert.equal(read?.accessTokenFormat, 'opaque');
    assert.equal(read?.accessTokenTyp, 'at+jwt');
    assert.equal(read?.accessTokenLifetime, 300);
    assert.deepEqual(read?.identityClaims, ['email', 'groups']);
  });

  it('reads the words of a scope by language, and what it does at most — product.md T-5', () => {
    const scoped = (more: object) =>
      fileOf({ resources: [{ ...resource, scopes: [{ name: 'all', ...more }] }] });
    const descriptions = { de: 'Alles tun', 'zh-TW': '做任何事' };
    const [read] = parse(scoped({ descriptions, effect: 'deletes' })).resources;
    assert.deepEqual(read?.scopes?.[0]?.descriptions, descriptions);
    assert.equal(read?.scopes?.[0]?.effect, 'deletes');
    assert.deepEqual(places(scoped({ effect: 'burns' })), ['resources[0].scopes[0].effect']);
    for (const wrong of [{ 'no language': 'x' }, { __proto__x: 'x' }, { de: 'x'.repeat(513) }])
      assert.equal(places(scoped({ descriptions: wrong })).length, 1, JSON.stringify(wrong));
  });

  it('reads the type of tokens, where they have one — RFC 9068 §2.1', () => {
    const typed = { ...resource, access_token_typ: 'JWT' };
    assert.equal(parse(fileOf({ resources: [typed] })).resources[0]?.accessTokenTyp, 'JWT');
    for (const wrong of [
      { ...typed, access_token_format: 'opaque' },
      { ...typed, access_token_typ: 'jwt' },
    ]) {
      assert.deepEqual(places(fileOf({ resources: [wrong] })), ['resources[0].access_token_typ']);
    }
  });

  it('refuses a hierarchy of scopes that cannot be followed — clients.md §9 Record', () => {
    const of = (scopes: unknown) => problems(fileOf({ resources: [{ ...resource, scopes }] }));
    assert.deepEqual(of([{ name: 'a', implies: ['b'] }]), [
      'resources[0].scopes[0].implies: names a scope that the resource does not declare',
    ]);
    assert.deepEqual(
      of([
        { name: 'a', implies: ['b'] },
        { name: 'b', restricted: true },
      ]),
      ['resources[0].scopes[0].implies: names a restricted scope, but is not restricted itself'],
    );
    const circle = ['a', 'b', 'c'].map((name, index) => ({ name, implies: ['bca'[index]] }));
    assert.deepEqual(of(circle), ['resources[0].scopes: imply each other in a circle: a']);
    assert.deepEqual(of(['a', 'a']), ['resources[0].scopes[1]: is declared twice']);
    const settings = { access_token_format: 'xml', access_token_lifetime: 0, identity_claims: ['phone'] };
    assert.deepEqual(places(fileOf({ resources: [{ ...resource, ...settings }] })), [
      'resources[0].access_token_format',
      'resources[0].access_token_lifetime',
      'resources[0].identity_claims[0]',
    ]);
  });

  const open = { client_secret: undefined, token_endpoint_auth_method: 'none' };
  const contradictions: readonly [string, Record<string, unknown>, string][] = [
    ['a confidential client without a secret', { client_secret: undefined }, 'client_secret'],
    ['a public client with one', { token_endpoint_auth_method: 'none' }, 'client_secret'],
    ['a code flow without redirect URIs', { redirect_uris: [] }, 'redirect_uris'],
    ['a code flow without the response type — RFC 7591 §2.1', { response_types: [] }, 'response_types'],
    ['a response type without its flow', { grant_types: ['client_credentials'] }, 'response_types'],
    [
      'a logout flag without its address',
      { frontchannel_logout_session_required: true },
      'frontchannel_logout_session_required',
    ],
    ['an unserved grant type', { grant_types: ['password'] }, 'grant_types[0]'],
    [
      'implicit without its response type',
      { grant_types: ['authorization_code', 'implicit'] },
      'grant_types[1]',
    ],
    [
      'client credentials without a credential',
      { ...open, grant_types: ['client_credentials'] },
      'grant_types[0]',
    ],
    [
      'an algorithm that no key signs',
      { id_token_signed_response_alg: 'HS256' },
      'id_token_signed_response_alg',
    ],
    ['a member that is no metadata in any language', { 'scope#de': 'openid' }, '["scope#de"]'],
    ['a name with letters that nobody sees', { client_name: 'a\u200bb' }, 'client_name'],
    ['a response mode that is not served', { response_modes: ['jwt', 'smoke'] }, 'response_modes'],
    ['no grant type', { grant_types: [], response_types: [] }, 'grant_types'],
    ['a control character', { client_name: 'a\u0000b' }, 'client_name'],
    ['an http home page', { client_uri: 'http://client.example/' }, 'client_uri'],
    [
      'a dangerous redirect URI — clients.md §6 Always refused',
      { redirect_uris: ['javascript:alert(1)'] },
      'redirect_uris[0]',
    ],
    ['a dangerous logout URI', { post_logout_redirect_uris: ['data:,x'] }, 'post_logout_redirect_uris[0]'],
  ];
  for (const [name, members, member] of contradictions) {
    it(`refuses ${name}`, () => {
      assert.deepEqual(places(fileOf({ clients: [{ ...client, ...members }] })), [
        `clients[0]${member.startsWith('[') ? '' : '.'}${member}`,
      ]);
    });
  }
});
