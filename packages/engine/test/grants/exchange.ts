/** Services that exchange tokens, and what they send (advanced.md §10). */

import { clientId } from '@grantor/protocol';
import {
  approveCode,
  basic,
  exampleClient,
  exampleIssuer,
  examplePublicClient,
  exampleResource,
  exampleRule,
  exampleScope,
  exampleVerifier,
  foreignIssuer,
  postForm,
  signAssertion,
  testSecret,
} from '../../src/testing/index.ts';
import { createWorld, expectOk, signIn, type World } from '../support.ts';

export const grantType = 'urn:ietf:params:oauth:grant-type:token-exchange';
export const type = (name: string): string => `urn:ietf:params:oauth:token-type:${name}`;
export const api = 'https://api.example';
export const gateway = 'https://gateway.example';

const scopes = ['read', 'write', 'delete'].map((name) => exampleScope(name));

/** `web` guards the gateway, `native` is the app people use, `agent` is a further service. */
export function world(
  rules: readonly Parameters<typeof exampleRule>[0][] = [{}],
  change: Parameters<typeof exampleClient>[0] = {},
): World {
  return createWorld({
    seed: {
      clients: [
        exampleClient({
          grantTypes: [grantType, 'client_credentials', 'authorization_code'],
          scopes: ['openid', 'read', 'write'],
          ownResources: [gateway, api],
          ...change,
        }),
        examplePublicClient({ grantTypes: ['authorization_code', 'refresh_token'] }),
        exampleClient({
          id: clientId('agent'),
          grantTypes: [grantType, 'client_credentials'],
          scopes: ['read'],
        }),
      ],
      resources: [exampleResource({ uri: api, scopes }), exampleResource({ uri: gateway, scopes })],
      trustedIssuers: [exampleIssuer()],
      exchangeRules: rules.map((rule, index) => exampleRule({ id: `rule-${index}`, ...rule })),
    },
  });
}

export type Fields = Record<string, string | readonly string[] | undefined>;

export const ask = (
  to: World,
  fields: Fields,
  { as = 'web', dpop = [] }: { readonly as?: string; readonly dpop?: readonly string[] } = {},
) =>
  to.engine.token(
    postForm(
      { grant_type: grantType, subject_token_type: type('access_token'), ...fields },
      { authorization: basic(as, testSecret), dpop },
    ),
  );

export const subjectOf = async (at: World, scope = 'openid read write'): Promise<string> =>
  (await signIn(at, { scope: scope.split(' '), resources: [gateway] })).access_token;

/** With the client that exchanges, rather than with the app. */
export async function signInWeb(at: World, change: Parameters<typeof approveCode>[1] = {}) {
  const redirectUri = 'https://app.example/callback';
  const approved = { clientId: clientId('web'), redirectUri, scope: ['openid', 'read'], ...change };
  const code = await approveCode(at, approved);
  const fields = { ...{ grant_type: 'authorization_code', code }, redirect_uri: redirectUri };
  const verified = { ...fields, code_verifier: exampleVerifier };
  return expectOk(await at.engine.token(postForm(verified, { authorization: basic('web', testSecret) })));
}

export const ownToken = async (at: World, id = 'web'): Promise<string> =>
  expectOk(
    await at.engine.token(
      postForm({ grant_type: 'client_credentials', scope: 'read' }, { authorization: basic(id, testSecret) }),
    ),
  ).access_token;

export const vouch = (claims: Record<string, unknown> = {}): string =>
  signAssertion({ iss: foreignIssuer, sub: 'ada-there', ...claims });
