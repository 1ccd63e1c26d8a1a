import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseClientMetadata } from '../../src/registration/metadata.ts';
import { registrationRules } from '../../src/registration/rules.ts';
import {
  type Json,
  minimal,
  parse,
  policy,
  ports,
  resources,
  rules,
  trusted,
  unacceptable,
} from './metadata-world.ts';

describe('grants of client metadata', () => {
  it('drops what is not served or not for strangers, and says so — RFC 7591 §3.2.1', () => {
    const grant_types = ['authorization_code', 'implicit', 'client_credentials', 'refresh_token', 'password'];
    assert.deepEqual(parse({ grant_types }).grantTypes, ['authorization_code', 'refresh_token']);
    const { grantTypes } = parseClientMetadata({ ...minimal, grant_types }, trusted);
    assert.deepEqual(grantTypes, ['authorization_code', 'client_credentials', 'refresh_token']);
    const open = { ...minimal, grant_types, token_endpoint_auth_method: 'none' };
    assert.ok(!parseClientMetadata(open, trusted).grantTypes.includes('client_credentials')); // RFC 6749 §4.4
    unacceptable({ grant_types: ['client_credentials', 'implicit'] }, 'grant_types');
    unacceptable({ grant_types: [] }, 'grant_types');
  });

  it('has legacy response types with the implicit grant type, where they are served — advanced.md LEG-1', () => {
    const legacy = registrationRules(
      { ports, policy: { ...policy, legacyResponseTypes: 'served' } },
      resources,
      [],
    );
    const read = (grant_types: readonly string[], response_types: readonly string[]) =>
      parseClientMetadata({ ...minimal, grant_types, response_types }, legacy);
    const all = ['code', 'id_token', 'token id_token', 'code token', 'code token id_token'];
    const { grantTypes, responseTypes } = read(['authorization_code', 'implicit'], all);
    assert.deepEqual(grantTypes, ['authorization_code', 'implicit']);
    assert.deepEqual(responseTypes.toSorted(), [
      'code',
      'code id_token token',
      'code token',
      'id_token',
      'id_token token',
    ]);
    assert.deepEqual(read(['implicit'], ['id_token']).responseTypes, ['id_token']);
    for (const [grants, types] of [
      [['authorization_code'], ['id_token']],
      [['authorization_code'], ['code token']],
      [['implicit'], ['code']],
      [['implicit'], ['code id_token token']],
      [['implicit'], ['token']],
    ] as const)
      assert.throws(() => read(grants, types), { code: 'invalid_client_metadata' }, `${grants} ${types}`);
    assert.deepEqual(parse({ response_types: all }).responseTypes, ['code']);
  });

  it('fits the response types to them — RFC 7591 §2.1', () => {
    const types = (json: Json) => parse(json).responseTypes;
    assert.deepEqual(types({ response_types: ['code', 'token', 'id_token code'] }), [
      'code',
      'code id_token',
    ]);
    assert.deepEqual(types({ grant_types: ['refresh_token'], response_types: ['token'] }), []);
    unacceptable({ grant_types: ['refresh_token'], response_types: ['code'] }, 'response_types');
    unacceptable({ response_types: ['token'] }, 'response_types');
    unacceptable({ response_types: [] }, 'response_types');
  });

  it('takes the methods of the registry, and keys for those that need them', () => {
    unacceptable({ token_endpoint_auth_method: 'client_secret_jwt' }, 'token_endpoint_auth_method');
    const keyed = { ...rules, authMethods: ['private_key_jwt'] as const };
    const json = { ...minimal, token_endpoint_auth_method: 'private_key_jwt' };
    assert.throws(() => parseClientMetadata(json, keyed), /needs jwks or jwks_uri/);
    const withKeys = { ...json, jwks_uri: 'https://app.example/jwks' };
    assert.equal(parseClientMetadata(withKeys, keyed).authMethod, 'private_key_jwt');
  });
});
