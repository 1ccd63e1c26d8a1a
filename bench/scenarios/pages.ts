import { authorizationRequest } from '../fixtures/authorization-request.ts';
import { type Answer, headers } from '../load/answer.ts';
import { get } from '../load/request.ts';
import { expectStatus, isGrantor, type LoopScenario, repeated } from './scenario.ts';

export const consent: LoopScenario = {
  kind: 'loop',
  name: 'consent',
  iteration: 'authorization request of a signed-in person, and the page of consent that it leads to',
  target: null,
  isOf: isGrantor,
  async prepare({ system, endpoints }, connections) {
    const cookie = await system.signIn(system.fixtures.user);
    const url = authorizationRequest(endpoints.authorization, system.fixtures.web);
    url.searchParams.set('prompt', 'consent');
    const request = get(url, { cookie });
    return connections.map((connection) => async () => {
      const [page = ''] = headers(await connection.send(request), 'location');
      return expectStatus(await connection.send(get(new URL(page, url), { cookie })), 200);
    });
  },
  verify: async (_target, answers) => expectText(answers, 'action="/consent"'),
};

export const adminList: LoopScenario = {
  kind: 'loop',
  name: 'admin-list',
  iteration: 'the list of clients, for an administrator',
  target: null,
  isOf: isGrantor,
  async prepare({ system }, connections) {
    const cookie = await system.signIn(system.fixtures.administrator);
    return repeated(connections, get(new URL('/admin/clients', system.issuer), { cookie }));
  },
  verify: async (_target, answers) => expectText(answers, 'href="/admin/clients/'),
};

/** Whether each page has what no other page has. */
function expectText(answers: readonly Answer[], text: string): void {
  for (const { body } of answers) if (!body.includes(text)) throw new Error(`a page without ${text}`);
}
