import type { FixtureClient, Fixtures } from '../fixtures/fixtures.ts';
import { get } from '../load/request.ts';
import { ownTokenRequest } from './client-credentials.ts';
import { expectStatus, isGrantor, type LoopScenario, member } from './scenario.ts';

const tokeninfo = (
  format: 'jwt' | 'opaque',
  clientOf: (fixtures: Fixtures) => FixtureClient,
): LoopScenario => ({
  kind: 'loop',
  name: `tokeninfo-${format}`,
  iteration: `tokeninfo of ${format === 'jwt' ? 'a JWT (ES256)' : 'an opaque'} access token, by its bearer`,
  target: null,
  isOf: (system) => isGrantor(system) || system.offers !== undefined,
  prepare: (target, connections) =>
    Promise.all(
      connections.map(async (connection) => {
        const own = ownTokenRequest(target, clientOf(target.system.fixtures));
        const token = member(expectStatus(await connection.send(own), 200), 'access_token');
        const request = get(target.endpoints.tokeninfo, { authorization: `Bearer ${token}` });
        return async () => expectStatus(await connection.send(request), 200);
      }),
    ),
  async verify({ system }, answers) {
    const { client_id } = clientOf(system.fixtures);
    for (const answer of answers) {
      if (member(answer, 'client_id') !== client_id) throw new Error(`the token of another: ${answer.body}`);
    }
  },
});

export const tokeninfoJwt = tokeninfo('jwt', ({ machineJwt }) => machineJwt);
export const tokeninfoOpaque = tokeninfo('opaque', ({ machineOpaque }) => machineOpaque);
