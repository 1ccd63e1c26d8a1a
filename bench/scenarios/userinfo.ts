import { get } from '../load/request.ts';
import { walkFor } from './code.ts';
import { expectStatus, type LoopScenario, member } from './scenario.ts';

export const userinfo: LoopScenario = {
  kind: 'loop',
  name: 'userinfo',
  iteration: 'userinfo with an opaque access token, scope `openid email`',
  target: 2,
  async prepare(target, connections) {
    const walk = walkFor(target, { cookie: await target.system.signIn(target.system.fixtures.user) });
    return Promise.all(
      connections.map(async (connection) => {
        const token = member(await walk(connection), 'access_token');
        const request = get(target.endpoints.userinfo, { authorization: `Bearer ${token}` });
        return async () => expectStatus(await connection.send(request), 200);
      }),
    );
  },
  async verify({ system }, answers) {
    for (const answer of answers) {
      const email = member(answer, 'email');
      if (email !== system.fixtures.user.email) throw new Error(`the e-mail address of nobody: ${email}`);
    }
  },
};
