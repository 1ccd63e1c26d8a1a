import type { FixtureClient, Fixtures } from './fixture.ts';
import { client, fixtures } from './fixtures.ts';
import { fixtureKey } from './keys.ts';

// What a target is set up with that holds every client to FAPI 2.0: nothing that the profile forbids,
// and nothing that it asks for of itself.

const signing: Partial<FixtureClient> = {
  token_endpoint_auth_method: 'private_key_jwt',
  jwks: { keys: [fixtureKey.publicJwk] },
  grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
};

export const fapiFixtures: Fixtures = {
  ...fixtures,
  clients: [
    client('bank', signing),
    client('bank-other', signing),
    client('bank-loose', { ...signing, profile: 'oauth21' }),
  ],
  trusted_issuers: [],
  exchange_rules: [],
};
