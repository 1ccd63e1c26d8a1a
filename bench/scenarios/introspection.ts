import { post } from '../load/request.ts';
import { ownTokenRequest } from './client-credentials.ts';
import { expectStatus, type LoopScenario, member } from './scenario.ts';

/** A token of its own on every connection, asked about by the client that holds it. */
export const introspection: LoopScenario = {
  kind: 'loop',
  name: 'introspection',
  iteration: 'introspection of an opaque access token',
  target: 1.8,
  prepare: (target, connections) =>
    Promise.all(
      connections.map(async (connection) => {
        const { client_id, client_secret = '' } = target.system.fixtures.machineOpaque;
        const own = ownTokenRequest(target, target.system.fixtures.machineOpaque);
        const token = member(expectStatus(await connection.send(own), 200), 'access_token');
        const request = post(target.endpoints.introspection, { client_id, client_secret, token });
        return async () => expectStatus(await connection.send(request), 200);
      }),
    ),
  async verify(_target, answers) {
    for (const { body } of answers) {
      if (!body.includes('"active":true')) throw new Error(`a live token was called ${body}`);
    }
  },
};
