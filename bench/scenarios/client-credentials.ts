import type { FixtureClient, Fixtures } from '../fixtures/fixtures.ts';
import { post } from '../load/request.ts';
import { type LoopScenario, member, repeated, type Target } from './scenario.ts';
import { verifyTokens } from './verify-token.ts';

/** A token request of a client for itself, `client_secret_post` (RFC 6749 §4.4.2). */
export const ownTokenRequest = ({ endpoints }: Target, client: FixtureClient): string =>
  post(endpoints.token, {
    grant_type: 'client_credentials',
    client_id: client.client_id,
    client_secret: client.client_secret ?? '',
    scope: client.scope,
  });

const clientCredentials = (
  format: 'jwt' | 'opaque',
  { target, clientOf }: { target: number; clientOf: (fixtures: Fixtures) => FixtureClient },
): LoopScenario => ({
  kind: 'loop',
  name: `client-credentials-${format}`,
  iteration: `token request, client_secret_post, ${format === 'jwt' ? 'JWT (ES256)' : 'opaque'} access token`,
  target,
  prepare: async (target, connections) =>
    repeated(connections, ownTokenRequest(target, clientOf(target.system.fixtures))),
  async verify(target, answers) {
    const tokens = answers.map((answer) => member(answer, 'access_token'));
    if (new Set(tokens).size < tokens.length) throw new Error('one token for two requests');
    if (format === 'jwt') await verifyTokens(target, tokens);
    else if (tokens.some((token) => token.includes('.'))) throw new Error('a signed token instead of opaque');
  },
});

export const clientCredentialsJwt = clientCredentials('jwt', {
  target: 1.8,
  clientOf: ({ machineJwt }) => machineJwt,
});
export const clientCredentialsOpaque = clientCredentials('opaque', {
  target: 1.2,
  clientOf: ({ machineOpaque }) => machineOpaque,
});
