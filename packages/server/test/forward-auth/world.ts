/** A server that proxies ask: two people's worth of tokens, two registered resources, and a domain of guarded hosts. */

import assert from 'node:assert/strict';
import {
  type Browser,
  basic,
  json,
  person,
  secretOf,
  startWorld,
  tokensFor,
  type World,
} from '../attack/world.ts';

export const publicOrigin = 'https://auth.example.com';
export const domain = 'example.com';
export const files = 'https://files.example.com';
export const notes = 'https://notes.example.com/mcp';
/** The address that is trusted, and one that is not. */
export const proxy = '10.0.0.1';
export const stranger = '203.0.113.9';

const scope = (name: string, more: object = {}) => ({ name, description: name, ...more });

export const resources = [
  {
    resource: files,
    name: 'Files',
    scopes: [scope('files:read'), scope('files:write', { implies: ['files:read'] })],
  },
  { resource: notes },
];

export const clients = [
  {
    client_id: 'web',
    client_secret: secretOf.web,
    client_name: 'Web',
    redirect_uris: ['https://app.example/callback'],
    grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
    response_types: ['code'],
    scope: 'openid profile email offline_access read write files:read files:write',
    skip_consent: true,
  },
  {
    client_id: 'opaque',
    client_secret: secretOf.other,
    redirect_uris: ['https://app.example/callback'],
    grant_types: ['client_credentials'],
    response_types: [],
    scope: 'read',
    access_token_format: 'opaque',
  },
];

export const users = [
  {
    ...person,
    email: 'ada@example.com',
    email_verified: true,
    claims: { groups: ['staff', 'crew'] },
  },
];

export type Environment = Readonly<Record<string, string>>;

export const browserSignIn: Environment = { FORWARD_AUTH_COOKIE_DOMAIN: domain };

export const startForwardWorld = (environment: Environment = {}): Promise<World> =>
  startWorld({
    bootstrap: { users, clients, resources },
    environment: { BASE_URL: publicOrigin, TRUSTED_PROXIES: proxy, ...environment },
  });

/** A token of the client itself. */
export async function machineToken(world: World, more: Record<string, string> = {}): Promise<string> {
  const form = { grant_type: 'client_credentials', scope: 'read', ...more };
  const answer = await world.form('/oauth/token', form, { authorization: basic('web', secretOf.web) });
  const { access_token: token } = await json(answer);
  assert.ok(typeof token === 'string', 'no token');
  return token;
}

/** A token of the person, for no resource in particular. */
export async function personToken(world: World, browser: Browser = world.browser()): Promise<string> {
  await browser.signIn();
  return (await tokensFor(world, browser))['access_token'] ?? '';
}

export const identityNames = [
  'x-user-id',
  'x-user-name',
  'x-user-email',
  'x-user-groups',
  'x-auth-scopes',
  'x-auth-client-id',
] as const;

/** The identity in an answer; every header has to be there. */
export function identityOf({ headers }: Response): readonly (string | null)[] {
  for (const name of identityNames) assert.notEqual(headers.get(name), null, `${name} is missing`);
  return identityNames.map((name) => headers.get(name));
}

export const nobody = identityNames.map(() => '');
export const ada = [person.sub, 'ada', 'ada@example.com', 'staff,crew'];
