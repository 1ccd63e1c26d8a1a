import type { FixtureClient, Fixtures } from './fixture.ts';
import { fixtures } from './fixtures.ts';
import { fixtureKey, issuerJwk } from './keys.ts';

// A target that issues credentials, knows a wallet by its maker, and is in a federation.

export const ANCHOR = 'https://anchor.example';
export const CREDENTIAL = { id: 'pass', scope: 'employee_pass' } as const;
/** One that an administrator decides about. */
export const DECIDED = { id: 'badge', scope: 'employee_badge' } as const;

/** In the form of Grantor's FEDERATION_FILE. */
export const federation = {
  trust_anchors: { [ANCHOR]: { jwks: { keys: [issuerJwk] } } },
  authority_hints: [ANCHOR],
};

const [web] = fixtures.clients;

/** A wallet whose maker is known by the key of the fixtures. */
const attestedBy = (like: FixtureClient, client_id: string, method: string): FixtureClient =>
  ({
    ...{ ...like, client_id, client_name: 'Attested wallet', client_secret: undefined },
    token_endpoint_auth_method: method,
    jwks: { keys: [fixtureKey.publicJwk] },
  }) as unknown as FixtureClient;

const wallets: readonly FixtureClient[] =
  web === undefined
    ? []
    : [
        {
          ...{ ...web, client_id: 'wallet', client_name: 'Wallet' },
          scope: `openid ${CREDENTIAL.scope} ${DECIDED.scope}`,
          authorization_details_types: ['openid_credential'],
        },
        attestedBy(web, 'attested', 'attest_jwt_client_auth'),
        attestedBy(web, 'attested-dpop', 'attest_jwt_client_auth_dpop'),
      ];

export const issuingFixtures: Fixtures = {
  ...fixtures,
  clients: [...fixtures.clients, ...wallets],
  credential_configurations: [
    {
      ...CREDENTIAL,
      name: 'Employee pass',
      claims: [
        { path: ['given_name'] },
        { path: ['email'] },
        { path: ['employer'], constant: 'Example Ltd.', sd: 'never' },
      ],
      batch_size: 2,
    },
    { ...DECIDED, name: 'Badge', claims: [{ path: ['email'] }], approval: 'needed' },
  ],
};
