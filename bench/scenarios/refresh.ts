import type { Answer } from '../load/answer.ts';
import type { Connection } from '../load/connection.ts';
import type { Iteration } from '../load/drive.ts';
import { postBody } from '../load/request.ts';
import { walkFor } from './code.ts';
import { allowDevice, proofOf } from './device-walk.ts';
import { expectStatus, type LoopScenario, member, type Target } from './scenario.ts';

/** Each connection follows a chain of its own. */
function chain({ system, endpoints }: Target, connection: Connection, first: Answer): Iteration {
  const client = system.approve === undefined ? system.fixtures.web : system.fixtures.device;
  const rest = new URLSearchParams({ grant_type: 'refresh_token', ...proofOf(client) }).toString();
  let token = member(first, 'refresh_token');
  return async () => {
    const answer = await connection.send(postBody(endpoints.token, `${rest}&refresh_token=${token}`));
    const next = member(expectStatus(answer, 200), 'refresh_token');
    if (next === token) throw new Error('the refresh token was not replaced');
    token = next;
    return answer;
  };
}

export const refresh: LoopScenario = {
  kind: 'loop',
  name: 'refresh',
  iteration: 'one rotation; each connection follows its own chain',
  target: 1.5,
  async prepare(target, connections) {
    if (target.system.approve !== undefined) {
      const chains: Iteration[] = []; // one code after another: a person allows them
      for (const connection of connections)
        chains.push(chain(target, connection, await allowDevice(target, connection)));
      return chains;
    }
    const walk = walkFor(target, { cookie: await target.system.signIn(target.system.fixtures.user) });
    return Promise.all(
      connections.map(async (connection) => chain(target, connection, await walk(connection))),
    );
  },
  async verify(_target, answers) {
    const tokens = answers.map((answer) => member(answer, 'access_token'));
    if (new Set(tokens).size < tokens.length) throw new Error('one token for two requests');
  },
};
