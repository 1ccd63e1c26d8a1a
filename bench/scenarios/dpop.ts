import { proofFor } from '../fixtures/client-key.ts';
import { post } from '../load/request.ts';
import { expectStatus, type LoopScenario, member } from './scenario.ts';

export const dpop: LoopScenario = {
  kind: 'loop',
  name: 'dpop',
  iteration: 'token request with a new DPoP proof (ES256), opaque access token (RFC 9449)',
  target: null,
  async prepare({ system, endpoints }, connections) {
    const { client_id, client_secret = '' } = system.fixtures.machineOpaque;
    const form = { grant_type: 'client_credentials', scope: 'read', client_id, client_secret };
    const request = (): string => post(endpoints.token, form, { dpop: proofFor('POST', endpoints.token) });
    return connections.map((connection) => async () => expectStatus(await connection.send(request()), 200));
  },
  async verify(_target, answers) {
    for (const answer of answers) {
      if (member(answer, 'token_type') !== 'DPoP') throw new Error(`not bound: ${answer.body}`);
    }
  },
};
