import { sendOnce } from '../load/connection.ts';
import { post, postBody } from '../load/request.ts';
import { ownTokenRequest } from './client-credentials.ts';
import { expectStatus, type LoopScenario, member } from './scenario.ts';

export const revocation: LoopScenario = {
  kind: 'loop',
  name: 'revocation',
  iteration: 'an opaque access token by client credentials, and its revocation (RFC 7009)',
  target: null,
  async prepare(target, connections) {
    const { machineOpaque } = target.system.fixtures;
    const { client_id, client_secret = '' } = machineOpaque;
    const own = ownTokenRequest(target, machineOpaque);
    const rest = new URLSearchParams({ client_id, client_secret }).toString();
    return connections.map((connection) => async () => {
      const token = member(expectStatus(await connection.send(own), 200), 'access_token');
      const request = postBody(target.endpoints.revocation, `${rest}&token=${token}`);
      expectStatus(await connection.send(request), 200);
      return { status: 200, head: '', body: token };
    });
  },
  async verify(target, answers) {
    const { client_id, client_secret = '' } = target.system.fixtures.machineOpaque;
    for (const { body: token } of answers.slice(0, 4)) {
      const asked = post(target.endpoints.introspection, { client_id, client_secret, token });
      const { body } = await sendOnce(target.system.port, asked);
      if (!body.includes('"active":false')) throw new Error(`a revoked token was called ${body}`);
    }
  },
};
