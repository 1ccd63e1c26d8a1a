import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sha256 } from '@grantor/protocol';
import { loadConfiguration } from '../../src/config/load.ts';
import { policyOf } from '../../src/config/policy.ts';
import type { Environment } from '../../src/config/types.ts';
import { folder } from './variable-table.ts';

function policy(environment: Environment) {
  const loaded = loadConfiguration(environment, folder);
  return loaded.ok
    ? policyOf(loaded.configuration, ['en', 'de'])
    : assert.fail('the configuration is refused');
}

describe('the policy', () => {
  // protocol.md §2 authorization code, §2 suspended authorization request, §2 access token, §2 refresh token, §2 rotation,
  // protocol.md §2 device code, §2 polling interval
  it('has the defaults of the protocol — protocol.md §2', () => {
    assert.deepEqual(policy({}), {
      issuer: 'http://localhost:8080',
      siteName: 'Grantor',
      profile: 'oauth21',
      lifetimes: {
        code: 60,
        flow: 1800,
        pushedRequest: 60,
        accessToken: { short: 900, standard: 3600, long: 86_400 },
        clientCredentialsToken: 3600,
        idToken: 3600,
        accessTokenJitter: 0,
        accessTokenMax: 86_400,
        refreshIdle: { short: 86_400, standard: 2_592_000, long: 7_776_000 },
        refreshMax: 7_776_000,
        deviceCode: 1800,
        backchannelRequest: 120,
      },
      pollingInterval: 5,
      refreshTokens: true,
      rotation: true,
      refreshGrace: 60,
      pkceRequired: null,
      pushedRequests: 'welcome',
      requestUris: 'refused',
      grantManagementAction: 'optional',
      consentRemember: true,
      legacyResponseTypes: 'refused',
      sessionManagement: 'refused',
      defaultAudience: [],
      resourceAllowlist: [],
      registration: { kind: 'open' },
      clientLifetime: 7_776_000,
      clockSkew: 30,
      certificates: null,
      federation: null,
      backchannel: 'refused',
      credentials: 'refused',
      attestationChallenges: 'not_asked_for',
      clientAssertionMaxLifetime: 3600,
      dpop: { proofMaxAge: 300, nonceRequired: false },
      clientDocuments: { allowedDomains: [], blockedDomains: [] },
      privateClaimPrefix: 'extra',
      extraClaims: null,
      domain: null,
      uiLocales: ['en', 'de'],
    });
  });

  it('lets clients supply claims where that is set, and no more than is said — operations.md §2 EXTRA_CLAIMS_ENABLED', () => {
    const set = { EXTRA_CLAIMS_ENABLED: 'true', EXTRA_CLAIMS_MAX_KEYS: '3' };
    assert.deepEqual(policy(set).extraClaims, { maxBytes: 4096, maxClaims: 3, maxValueBytes: 512 });
    assert.equal(policy({ EXTRA_CLAIMS_MAX_KEYS: '3' }).extraClaims, null);
  });

  it('says who may register clients, and how long they live — clients.md §14 Settings, §4', () => {
    const closed = {
      ENABLE_DYNAMIC_CLIENT_REGISTRATION: 'false',
      DYNAMIC_CLIENT_REGISTRATION_TOKEN: 'x'.repeat(16),
    };
    assert.deepEqual(policy(closed).registration, { kind: 'closed' });
    const guarded = policy({ DYNAMIC_CLIENT_REGISTRATION_TOKEN: 'x'.repeat(16), CLIENT_LIFETIME: '0' });
    assert.deepEqual(guarded.registration, { kind: 'by_token', tokenHash: sha256('x'.repeat(16)) });
    assert.equal(guarded.clientLifetime, null);
  });

  it('follows the settings', () => {
    const changed = policy({
      BASE_URL: 'https://id.example/p/',
      JWT_EXPIRATION: '10m',
      ENABLE_TOKEN_ROTATION: 'false',
      REFRESH_TOKEN_GRACE_PERIOD: '0',
      JWT_AUDIENCE: 'api',
      JWT_DOMAIN: 'oa',
    });
    assert.equal(changed.issuer, 'https://id.example/p');
    assert.equal(changed.lifetimes.accessToken.standard, 600);
    assert.equal(changed.lifetimes.idToken, 600);
    assert.deepEqual(
      [changed.rotation, changed.refreshGrace, changed.defaultAudience, changed.domain],
      [false, 0, ['api'], 'oa'],
    );
  });
});
