import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type ProfileName, profileNames } from '../../src/index.ts';
import { profileOf } from '../../src/profiles/security-profile.ts';
import { createWorld, expectOk } from '../support.ts';
import { fapi } from './fapi.ts';

const served = async (profile: ProfileName): Promise<Record<string, unknown>> => {
  const policy = {
    profile,
    requestUris: 'served',
    legacyResponseTypes: 'served',
    backchannel: 'served',
  } as const;
  return expectOk(await createWorld({ policy }).engine.discovery());
};

/** The member that says so, and what a profile says. */
const lists = {
  response_types_supported: 'responseTypes',
  response_modes_supported: 'responseModes',
  dpop_signing_alg_values_supported: 'clientAlgorithms',
} as const;

/** One name for two (RFC 9864). */
const nobodys = ['Ed25519'];

describe('metadata', () => {
  it('names what any client may use, whatever its own profile is — advanced.md PRF-3', async () => {
    for (const ofServer of profileNames) {
      const document = await served(ofServer);
      for (const own of [null, ...profileNames]) {
        const profile = profileOf({ profile: own }, { profile: ofServer });
        for (const [member, name] of Object.entries(lists) as [
          keyof typeof lists,
          (typeof lists)[keyof typeof lists],
        ][]) {
          const wanted: readonly string[] = profile[name] ?? [];
          const missing = wanted.filter(
            (each) => !nobodys.includes(each) && !(document[member] as string[]).includes(each),
          );
          assert.deepEqual(missing, [], `${ofServer}, ${own}: ${member}`);
        }
      }
    }
  });

  it('of a server under certification says what its plans look for — advanced.md V-2, V-4', async () => {
    const document = await served('oidc-certification');
    const has = (member: string, ...names: readonly string[]): void => {
      for (const name of names) assert.ok((document[member] as string[]).includes(name), `${member} ${name}`);
    };
    has('subject_types_supported', 'public');
    has('scopes_supported', 'openid');
    has('response_types_supported', 'code', 'id_token', 'id_token token');
    has('grant_types_supported', 'authorization_code', 'implicit');
    for (const what of ['id_token_signing', 'userinfo_signing', 'request_object_signing'])
      has(`${what}_alg_values_supported`, 'RS256');
    has('code_challenge_methods_supported', 'S256');
    for (const tag of document['ui_locales_supported'] as string[]) assert.ok(Intl.getCanonicalLocales(tag));
    assert.equal(document['request_uri_parameter_supported'], true);
  });

  it('of a server of FAPI names nothing that it refuses — advanced.md SW-7, SW-13, SW-14, SW-15, DPO-11, V-7, V-8', async () => {
    for (const profile of fapi) {
      const document = await served(profile);
      const algorithms = Object.entries(document).filter(
        ([name]) => name.endsWith('_signing_alg_values_supported') && !name.startsWith('userinfo'),
      );
      assert.equal(algorithms.length, 9);
      for (const [name, values] of algorithms) {
        assert.ok((values as string[]).length > 0, name);
        for (const weak of ['RS256', 'HS256', 'none'])
          assert.equal((values as string[]).includes(weak), false, `${name} ${weak}`);
      }
      assert.deepEqual(document['token_endpoint_auth_methods_supported'], ['private_key_jwt']);
      assert.deepEqual(document['response_types_supported'], ['code']);
      assert.equal(document['require_pushed_authorization_requests'], true);
      assert.equal(document['request_uri_parameter_supported'], false);
      assert.equal(document['require_signed_request_object'], profile === 'fapi2-message-signing');
      const modes = document['response_modes_supported'] as string[];
      assert.equal(modes.includes('fragment'), false);
      assert.equal(modes.includes('query'), profile === 'fapi2-security');
      assert.ok(modes.includes('jwt'));
    }
    const { dpop_signing_alg_values_supported: open } = await served('oauth21');
    assert.ok((open as string[]).includes('RS256'));
  });
});
