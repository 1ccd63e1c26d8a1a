import { exchangeGrant, guarded } from '../fixtures/fixtures.ts';
import type { Connection } from '../load/connection.ts';
import { post } from '../load/request.ts';
import { walkFor } from './code.ts';
import { expectStatus, isGrantor, type LoopScenario, member, type Target } from './scenario.ts';

/** For each connection the request that exchanges a person's token for one of the guarded API (RFC 8693 §2.1). */
export async function exchangeRequests(
  target: Target,
  connections: readonly Connection[],
): Promise<readonly string[]> {
  const { system, endpoints } = target;
  const { exchanger, user } = system.fixtures;
  const walk = walkFor(target, { cookie: await system.signIn(user), client: exchanger });
  return Promise.all(
    connections.map(async (connection) =>
      post(endpoints.token, {
        grant_type: exchangeGrant,
        client_id: exchanger.client_id,
        client_secret: exchanger.client_secret ?? '',
        subject_token: member(await walk(connection), 'access_token'),
        subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
        resource: guarded.href,
      }),
    ),
  );
}

export const tokenExchange: LoopScenario = {
  kind: 'loop',
  name: 'token-exchange',
  iteration: "a person's access token exchanged for one of another API (RFC 8693)",
  target: null,
  isOf: isGrantor,
  async prepare(target, connections) {
    const requests = await exchangeRequests(target, connections);
    return connections.map(
      (connection, index) => async () => expectStatus(await connection.send(requests[index] ?? ''), 200),
    );
  },
  async verify(_target, answers) {
    const tokens = answers.map((answer) => member(answer, 'access_token'));
    if (new Set(tokens).size < tokens.length) throw new Error('one token for two requests');
  },
};
