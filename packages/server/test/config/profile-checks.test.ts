import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { configurationOf } from '../../src/config/load.ts';
import { policyOf } from '../../src/config/policy.ts';
import type { Environment } from '../../src/config/types.ts';
import { folder, goodSecret } from './variable-table.ts';

const load = (environment: Environment) => configurationOf(environment, folder);

function loaded(environment: Environment) {
  const found = load(environment);
  return found.ok ? found.configuration : assert.fail(JSON.stringify(found.problems));
}

const refusedNames = (environment: Environment): readonly string[] => {
  const found = load(environment);
  return found.ok ? [] : found.problems.map(({ variable }) => variable);
};

const fapi = ['fapi2-security', 'fapi2-message-signing'] as const;

const loosening: Readonly<Record<string, readonly [string, ...string[]]>> = {
  PKCE_REQUIRED: ['false', 'true'],
  PAR_REQUIRED: ['false', 'true'],
  ENABLE_LEGACY_RESPONSE_TYPES: ['true', 'false'],
  ENABLE_REQUEST_URI: ['true', 'false'],
  AUTH_CODE_EXPIRATION: ['61s', '60s', '30s'],
  CLIENT_ASSERTION_MAX_LIFETIME: ['301s', '5m', '1m'],
  ID_TOKEN_SIGNING_ALGORITHM: ['RS256', 'ES256', 'PS256', 'EdDSA'],
  JWT_SIGNING_ALGORITHM: ['RS256', 'PS256'],
  ENABLE_DYNAMIC_CLIENT_REGISTRATION: ['true', 'false'],
  ENABLE_CLIENT_ID_METADATA: ['true', 'false'],
};

describe('PROFILE', () => {
  for (const profile of fapi) {
    it(`${profile} refuses every setting that would loosen it, all at once — advanced.md PRF-2`, () => {
      const loose = Object.fromEntries(Object.entries(loosening).map(([name, [bad]]) => [name, bad]));
      assert.deepEqual(
        refusedNames({ PROFILE: profile, ...loose }).toSorted(),
        Object.keys(loosening).toSorted(),
      );
      assert.deepEqual(refusedNames(loose), [], 'without the profile they are good');
      for (const [name, [, ...good]] of Object.entries(loosening))
        for (const value of good)
          assert.deepEqual(refusedNames({ PROFILE: profile, [name]: value }), [], name);
      assert.deepEqual(refusedNames({ PROFILE: profile, JWT_SIGNING_ALGORITHM: 'HS256' }), [
        'JWT_SIGNING_ALGORITHM',
      ]);
    });

    it(`${profile} starts with nothing else set, and brings what it needs — advanced.md SW-7, SW-8, SW-17`, () => {
      const { keys, clientKeys, clientDocuments, registration, authorization } = loaded({ PROFILE: profile });
      assert.equal(keys.idTokenAlgorithm, 'ES256');
      assert.equal(clientKeys.assertionMaxLifetime, 300);
      assert.equal(clientDocuments.enabled, false);
      assert.equal(registration.enabled, false);
      assert.equal(authorization.pushedRequestExpiration, 60); // advanced.md SW-11
      const byToken = loaded({ PROFILE: profile, DYNAMIC_CLIENT_REGISTRATION_TOKEN: goodSecret });
      assert.equal(policyOf(byToken, []).registration.kind, 'by_token');
    });
  }

  it('oidc-certification lets anybody register as often as they like — advanced.md SW-17', () => {
    const { limits, registration } = loaded({ PROFILE: 'oidc-certification' });
    assert.deepEqual([limits.registration, registration.enabled], [0, true]);
    assert.equal(loaded({}).limits.registration, 30);
    const set = { PROFILE: 'oidc-certification', DYNAMIC_CLIENT_REGISTRATION_RATE_LIMIT: '5' };
    assert.equal(loaded(set).limits.registration, 5, 'a switch wins over a profile');
  });

  it('oidc-certification serves what the suite asks for, unless that is set otherwise — advanced.md SW-13, SW-14', () => {
    const served = (environment: Environment) => {
      const { requestUris, legacyResponseTypes } = policyOf(loaded(environment), []);
      return [requestUris, legacyResponseTypes];
    };
    assert.deepEqual(served({ PROFILE: 'oidc-certification' }), ['served', 'served']);
    const off = { ENABLE_REQUEST_URI: 'false', ENABLE_LEGACY_RESPONSE_TYPES: 'false' };
    assert.deepEqual(served({ PROFILE: 'oidc-certification', ...off }), ['refused', 'refused']);
    for (const PROFILE of ['oauth21', 'mcp', ...fapi])
      assert.deepEqual(served({ PROFILE }), ['refused', 'refused'], PROFILE);
  });

  it('is what the engine holds clients to — advanced.md PRF-1, PRF-4', () => {
    for (const profile of ['oauth21', 'mcp', 'oidc-certification', ...fapi])
      assert.equal(policyOf(loaded({ PROFILE: profile }), []).profile, profile);
  });
});
