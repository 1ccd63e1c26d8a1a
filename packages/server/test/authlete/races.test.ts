import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { oneServer, redemption, type Servers, secret, twoServers } from './world.ts';

const parallel = 30;

for (const [name, start] of [
  ['SQLite', oneServer],
  ['two processes on one PostgreSQL', twoServers],
] as const) {
  describe(`races of front-ends on ${name}`, () => {
    let servers: Servers;
    before(async () => {
      servers = await start();
    });
    after(() => servers.stop());

    const at = (index: number) => {
      const frontEnd = servers.frontEnds[index % servers.frontEnds.length];
      assert.ok(frontEnd);
      return frontEnd;
    };
    const many = <Answer>(work: (index: number) => Promise<Answer>): Promise<Answer[]> =>
      Promise.all(Array.from({ length: parallel }, (_, index) => work(index)));

    it('answer a ticket once, whatever they answer — federation-vci-authlete.md ATL-5, ATL-30', async () => {
      const { body: asked } = await at(0).call('auth/authorization', at(0).request());
      const { ticket } = asked;
      const answers = await many((index) =>
        index % 3 === 2
          ? at(index).call('auth/authorization/fail', { ticket, reason: 'DENIED' })
          : at(index).call('auth/authorization/issue', {
              ticket,
              subject: index % 3 === 0 ? '1001' : '1002',
            }),
      );
      const actions = answers.map(({ body }) => body['action']).sort();
      assert.deepEqual(actions, [...Array(parallel - 1).fill('BAD_REQUEST'), 'LOCATION']);
    });

    it('redeem a code once — federation-vci-authlete.md ATL-30', async () => {
      const { code, verifier } = await at(0).codeOf('1001');
      const given = { parameters: redemption(code, verifier), clientId: 'web', clientSecret: secret };
      const answers = await many((index) => at(index).call('auth/token', given));
      const actions = answers.map(({ body }) => body['action']).sort();
      assert.deepEqual(actions, [...Array(parallel - 1).fill('BAD_REQUEST'), 'OK']);
    });

    it('answer a pushed request once, under however many tickets', async () => {
      const { parameters } = at(0).request();
      const { body } = await at(0).call('pushed_auth_req', {
        parameters,
        clientId: 'web',
        clientSecret: secret,
      });
      const named = String(
        new URLSearchParams({ client_id: 'web', request_uri: String(body['requestUri']) }),
      );
      const tickets = await many(
        async (index) => (await at(index).call('auth/authorization', { parameters: named })).body['ticket'],
      );
      const answers = await many((index) =>
        at(index).call('auth/authorization/issue', { ticket: tickets[index], subject: '1001' }),
      );
      assert.equal(answers.filter((answer) => answer.body['action'] === 'LOCATION').length, 1);
    });
  });
}
