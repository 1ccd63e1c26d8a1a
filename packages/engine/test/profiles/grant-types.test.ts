import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { grants } from '../../src/grants/registry.ts';
import { declarationRules, registrationRules } from '../../src/registration/rules.ts';
import { asserted, exampleIssuer, exampleRule, postForm, signAssertion } from '../../src/testing/index.ts';
import { createWorld, expectError, expectOk, json } from '../support.ts';
import { ask, bothWays, fapi, fapiChannel, issuer } from './fapi.ts';

const refused = [
  'urn:ietf:params:oauth:grant-type:device_code',
  'urn:ietf:params:oauth:grant-type:jwt-bearer',
  'urn:ietf:params:oauth:grant-type:token-exchange',
  'urn:ietf:params:oauth:grant-type:pre-authorized_code',
];
const grantTypes = grants.map(({ name }) => name);
const everything = { backchannel: 'served', credentials: 'served' } as const;

describe('the grant types of a client of FAPI', () => {
  it('are those that the profile describes, whatever is registered — advanced.md SW-23', async () => {
    for (const profile of fapi) {
      const [byServer, byClient] = bothWays(profile, { grantTypes });
      for (const [options, code] of [
        [byServer, 'unsupported_grant_type'],
        [byClient, 'unauthorized_client'],
      ] as const) {
        const channel = fapiChannel({ ...options, policy: { ...options?.policy, ...everything } });
        expectOk(await ask(channel, { grant_type: 'client_credentials' }));
        for (const grant_type of grantTypes) {
          const { error } = json(await ask(channel, { grant_type }));
          assert.equal(error === code, refused.includes(grant_type), `${profile} ${grant_type}: ${error}`);
        }
      }
    }
  });

  it('let it start no device flow — advanced.md SW-23', async () => {
    const proved = () => postForm(asserted(signAssertion({ aud: issuer })));
    for (const options of fapi.flatMap((profile) => bothWays(profile, { grantTypes }))) {
      const { engine } = createWorld(options);
      expectError(await engine.deviceAuthorization(proved()), 400, 'unauthorized_client');
    }
  });

  it('are all that metadata names, and all that can be registered or declared — advanced.md SW-23', async () => {
    const seed = { trustedIssuers: [exampleIssuer({ kind: 'id-jag' })], exchangeRules: [exampleRule()] };
    const certificates = { alias: 'https://mtls.example', authorities: 'known' } as const;
    for (const profile of [...fapi, 'oauth21'] as const) {
      const policy = { profile, certificates, legacyResponseTypes: 'served', ...everything } as const;
      const world = createWorld({ seed, policy });
      const document = expectOk(await world.engine.discovery());
      const isFree = profile === 'oauth21';
      const named: readonly string[] = document.grant_types_supported;
      for (const name of [...refused, 'implicit']) assert.equal(named.includes(name), isFree, name);
      assert.equal('device_authorization_endpoint' in document, isFree);
      assert.equal('device_authorization_endpoint' in document.mtls_endpoint_aliases, isFree);
      assert.equal('authorization_grant_profiles_supported' in document, isFree);
      const { ports } = world;
      const { encryption } = ports.clientKeys;
      const { decryption } = ports.keys;
      const open = registrationRules({ policy: world.policy, ports }, [], 'any');
      const declared = declarationRules({
        ...{ ...world.policy, algorithms: {}, encryption, decryption, addresses: ports.addresses },
      });
      for (const rules of [open, declared])
        assert.equal(
          rules.grantTypesFor('private_key_jwt').some((name) => [...refused, 'implicit'].includes(name)),
          isFree,
        );
    }
  });
});
