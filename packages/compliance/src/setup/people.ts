import type { FixtureUser } from './fixture.ts';

// Who can sign in at a target.

export const users: readonly FixtureUser[] = [
  {
    username: 'alice',
    password: 'walnut-harbour-lantern-42',
    email: 'alice@users.example',
    email_verified: true,
    role: 'user',
    sub: 'b4c1a7e2-51f0-4c3e-9a77-0d1f6a2b9c01',
    claims: {
      name: 'Alice Marie Example',
      given_name: 'Alice',
      family_name: 'Example',
      middle_name: 'Marie',
      nickname: 'ally',
      preferred_username: 'alice',
      profile: 'https://users.example/alice',
      picture: 'https://users.example/alice.png',
      website: 'https://alice.example/',
      gender: 'female',
      birthdate: '1990-04-01',
      zoneinfo: 'Europe/Berlin',
      locale: 'en-GB',
      groups: ['staff', 'road crew'],
      phone_number: '+49 30 1234567',
      phone_number_verified: true,
      address: {
        formatted: 'Example Street 1\n10115 Berlin\nGermany',
        street_address: 'Example Street 1',
        locality: 'Berlin',
        region: 'Berlin',
        postal_code: '10115',
        country: 'Germany',
      },
      updated_at: 1735689600,
    },
  },
  {
    username: 'bob',
    password: 'granite-violin-meadow-77',
    email: 'bob@users.example',
    email_verified: false,
    role: 'user',
    sub: 'b4c1a7e2-51f0-4c3e-9a77-0d1f6a2b9c02',
    claims: { name: 'Bob Example', given_name: 'Bob', family_name: 'Example' },
  },
  {
    // Sets up an authenticator app, in one case
    username: 'carol',
    password: 'copper-pasture-whistle-19',
    email: 'carol@users.example',
    email_verified: true,
    role: 'user',
    sub: 'b4c1a7e2-51f0-4c3e-9a77-0d1f6a2b9c03',
    claims: { name: 'Carol Example' },
  },
];
