import { assertionOf } from '../fixtures/client-key.ts';
import { post } from '../load/request.ts';
import { expectStatus, type LoopScenario, member } from './scenario.ts';

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

export const privateKeyJwt: LoopScenario = {
  kind: 'loop',
  name: 'private-key-jwt',
  iteration: 'token request with a new assertion of the client (ES256), opaque access token',
  target: null,
  async prepare({ system, endpoints }, connections) {
    const { client_id } = system.fixtures.machineKey;
    const request = (): string =>
      post(endpoints.token, {
        ...{ grant_type: 'client_credentials', scope: 'read', client_id },
        client_assertion_type: assertionType,
        client_assertion: assertionOf(client_id, system.issuer),
      });
    return connections.map((connection) => async () => expectStatus(await connection.send(request()), 200));
  },
  async verify(_target, answers) {
    for (const answer of answers) member(answer, 'access_token');
  },
};
