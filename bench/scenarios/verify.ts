import { guarded } from '../fixtures/fixtures.ts';
import { headers } from '../load/answer.ts';
import { get } from '../load/request.ts';
import { expectStatus, isGrantor, type LoopScenario, member } from './scenario.ts';
import { exchangeRequests } from './token-exchange.ts';

export const verify: LoopScenario = {
  kind: 'loop',
  name: 'verify',
  iteration: 'a proxy asking /verify about a request that carries an opaque access token',
  target: null,
  isOf: isGrantor,
  async prepare(target, connections) {
    const requests = await exchangeRequests(target, connections);
    const place = new URL('/verify', target.system.issuer);
    const asked = {
      'x-forwarded-method': 'GET',
      'x-forwarded-proto': guarded.protocol.slice(0, -1),
      'x-forwarded-host': guarded.host,
      'x-forwarded-uri': guarded.pathname,
    };
    return Promise.all(
      connections.map(async (connection, index) => {
        const exchanged = expectStatus(await connection.send(requests[index] ?? ''), 200);
        const authorization = `Bearer ${member(exchanged, 'access_token')}`;
        const request = get(place, { ...asked, authorization });
        return async () => expectStatus(await connection.send(request), 200);
      }),
    );
  },
  async verify({ system }, answers) {
    for (const answer of answers) {
      const [name] = headers(answer, 'x-user-name');
      if (name !== system.fixtures.user.username) throw new Error(`the request of nobody: ${name}`);
    }
  },
};
