import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { OAuthError } from '@grantor/protocol';
import { parseClientMetadata } from '../../src/registration/metadata.ts';
import { declarationRules, registrationRules } from '../../src/registration/rules.ts';
import { createHarness } from '../../src/testing/index.ts';

type Json = Readonly<Record<string, unknown>>;

const { ports, policy } = createHarness();
const rules = registrationRules({ ports, policy }, [], []);
const declared = declarationRules({
  ...{ profile: policy.profile, algorithms: rules.algorithms, addresses: ports.addresses },
  encryption: ports.clientKeys.encryption,
  decryption: ports.keys.decryption,
  legacyResponseTypes: 'refused',
  credentials: 'refused',
  certificates: policy.certificates,
});

const minimal = { redirect_uris: ['https://app.example/cb'] };
const parse = (json: Json) => parseClientMetadata({ ...minimal, ...json }, rules);

const refused = (json: Json, code: string, at: string): void => {
  assert.throws(
    () => parse(json),
    (error) => error instanceof OAuthError && error.code === code && error.description.startsWith(`${at}: `),
    at,
  );
};

describe('addresses in client metadata', () => {
  it('takes no address that would never be called, and says why — security.md S-1, clients.md §2', () => {
    const refused: readonly [wire: string, url: string, sentence: RegExp][] = [
      ['jwks_uri', 'https://localhost/keys', /in an inner network.* OUTBOUND_ALLOWED_HOSTS/],
      ['jwks_uri', 'https://auth.example/keys', /never calls itself/],
      ['jwks_uri', 'https://app.example/keys#x', /without user information and fragment/],
      ['jwks_uri', 'http://allowed.internal/keys', /https/],
      ['backchannel_logout_uri', 'http://localhost:3000/out', /http only on .* OUTBOUND_ALLOWED_HOSTS/],
      ['backchannel_logout_uri', 'https://localhost/out', /in an inner network/],
      ['backchannel_logout_uri', 'https://auth.example/oauth/logout', /never calls itself/],
    ];
    for (const [wire, url, sentence] of refused) {
      assert.throws(() => parse({ [wire]: url }), sentence, url);
      assert.throws(() => parseClientMetadata({ ...minimal, [wire]: url }, declared), sentence, url);
    }
    assert.equal(
      parse({ backchannel_logout_uri: 'http://allowed.internal/out' }).backchannelLogoutUri,
      'http://allowed.internal/out',
    );
    assert.equal(
      parse({
        frontchannel_logout_uri: 'http://localhost:3000/out',
        redirect_uris: ['http://localhost:3000/cb'],
      }).frontchannelLogoutUri,
      'http://localhost:3000/out',
    );
  });

  it('has the frame of a sign-out where people are sent back — Front-Channel Logout §2, advanced.md LGO-1', () => {
    const redirect_uris = ['https://app.example/cb', 'https://app.example:8443/cb'];
    for (const uri of ['https://app.example/out?x=1', 'https://app.example:8443/out'])
      assert.equal(parse({ redirect_uris, frontchannel_logout_uri: uri }).frontchannelLogoutUri, uri);
    for (const uri of ['https://www.app.example/out', 'https://app.example:444/out', 'http://localhost/out'])
      for (const by of [rules, declared])
        assert.throws(
          () => parseClientMetadata({ ...minimal, redirect_uris, frontchannel_logout_uri: uri }, by),
          /scheme, host and port/,
        );
  });

  it('lets a stranger send people nowhere on this server, and an administrator anywhere — security.md B-8', () => {
    const own = 'https://auth.example/logout';
    refused({ redirect_uris: ['https://app.example/cb', own] }, 'invalid_redirect_uri', 'redirect_uris[1]');
    refused({ post_logout_redirect_uris: [own] }, 'invalid_client_metadata', 'post_logout_redirect_uris[0]');
    refused({ frontchannel_logout_uri: own }, 'invalid_client_metadata', 'frontchannel_logout_uri');
    const links = { client_uri: own, tos_uri: own, 'policy_uri#de': own };
    const { clientUri, tosUri, translations } = parse(links);
    assert.deepEqual([clientUri, tosUri, translations], [null, null, {}]);
    const json = {
      ...links,
      redirect_uris: [own],
      post_logout_redirect_uris: [own],
      frontchannel_logout_uri: own,
    };
    assert.deepEqual(parseClientMetadata(json, declared).redirectUris, [own]);
    assert.equal(parseClientMetadata(json, declared).clientUri, own);
  });

  it("leaves out a stranger's logo that would never be fetched, and refuses a declared one — clients.md §2", () => {
    for (const url of ['http://localhost:3000/logo.png', 'https://localhost/logo.png']) {
      assert.equal(parse({ logo_uri: url }).logoUri, null);
      assert.deepEqual(parse({ 'logo_uri#de': url }).translations, {});
      assert.throws(() => parseClientMetadata({ ...minimal, logo_uri: url }, declared), /logo_uri: /);
    }
    const allowed = { ...minimal, logo_uri: 'http://allowed.internal/logo.png' };
    for (const reader of [rules, declared])
      assert.equal(parseClientMetadata(allowed, reader).logoUri, allowed.logo_uri);
  });
});
