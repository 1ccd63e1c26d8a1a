/** What was ended counts on no worker of any replica from the answer on, while Redis comes and goes (operations.md E-1). */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { robot } from '../management/world.ts';
import { until } from '../operations/program.ts';
import { type Person, secret, signIn } from '../races/person.ts';
import { startRedis, type TestRedis, withoutRedis } from '../redis/redis-server.ts';
import { trouble } from '../redis/trouble.ts';
import { type Replicas, startReplicas } from '../replicas.ts';
import { type Balancer, createBalancer } from './balancer.ts';
import { bootstrap } from './flows.ts';
import type { Answer } from './fresh.ts';

const rounds = 12;
const web = ['web', secret] as const;
/** Connections that are made one after the other come to every worker of every replica. */
const everyWorker = Array.from({ length: 8 });

const json = ({ text }: Answer): Record<string, unknown> => JSON.parse(text);

describe('over two replicas of two workers, while Redis comes and goes', {
  skip: withoutRedis,
  timeout: 240_000,
}, () => {
  let redis: TestRedis;
  let replicas: Replicas;
  let troubles: ReturnType<typeof trouble>;
  let balancer: Balancer;
  let person: Person;
  before(async () => {
    redis = await startRedis();
    replicas = await startReplicas(2, {
      bootstrap,
      environment: {
        WORKERS: '2',
        ...{ CLIENT_CACHE_TYPE: 'redis-aside', TOKEN_CACHE_TYPE: 'redis', REDIS_URL: redis.url },
      },
    });
    balancer = createBalancer(replicas.origins);
    person = await signIn(replicas.origins[0] ?? '', replicas.publicOrigin);
    troubles = trouble(redis);
  });
  after(async () => {
    await troubles?.stop();
    await replicas?.stop();
    await redis?.close();
  });

  /** What each worker says of the token, by introspection and by its own use. */
  const standings = async (token: unknown): Promise<ReadonlySet<boolean>> => {
    const said = await Promise.all(
      everyWorker.flatMap(() => [
        balancer.post('/oauth/introspect', { token: String(token) }, web).then((answer) => {
          assert.equal(answer.status, 200, answer.text);
          return json(answer)['active'] === true;
        }),
        balancer
          .send('/oauth/tokeninfo', { headers: { authorization: `Bearer ${token}` } })
          .then(({ status }) => status === 200),
      ]),
    );
    return new Set(said);
  };
  const onlyEver = (isActive: boolean) => new Set([isActive]);
  const inRounds = async (work: () => Promise<void>): Promise<void> => {
    const before = troubles.rounds();
    for (let round = 0; round < rounds || troubles.rounds() < before + 2; round += 1) await work();
  };
  const administration = async (): Promise<(method: string, path: string) => Promise<Answer>> => {
    const answer = await balancer.post(
      '/oauth/token',
      {
        grant_type: 'client_credentials',
        resource: `${replicas.publicOrigin}/api/v1`,
        scope: 'grantor:admin',
      },
      [robot.client_id, robot.client_secret],
    );
    assert.equal(answer.status, 200, answer.text);
    const authorization = `Bearer ${json(answer)['access_token']}`;
    return (method, path) => balancer.send(`/api/v1${path}`, { method, headers: { authorization } });
  };

  it('no revoked token is accepted — security.md R-9', () =>
    inRounds(async () => {
      const { access_token: token, refresh_token: refresh } = await person.tokens();
      assert.deepEqual(await standings(token), onlyEver(true));
      const revoked = await balancer.post('/oauth/revoke', { token: String(refresh) }, web);
      assert.equal(revoked.status, 200, revoked.text);
      assert.deepEqual(await standings(token), onlyEver(false));
      const again = await balancer.post(
        '/oauth/token',
        { grant_type: 'refresh_token', refresh_token: String(refresh) },
        web,
      );
      assert.equal(json(again)['error'], 'invalid_grant');
    }));

  it('nothing of somebody who was disabled is accepted — product.md U-3', async () => {
    const call = await administration();
    await inRounds(async () => {
      const eve = await signIn(replicas.origins[1] ?? '', replicas.publicOrigin, 'eve');
      const { access_token: token } = await eve.tokens();
      assert.deepEqual(await standings(token), onlyEver(true));
      const disabled = await call('POST', '/users/eve/disable');
      assert.equal(disabled.status, 200, disabled.text);
      assert.deepEqual(await standings(token), onlyEver(false));
      const enabled = await call('POST', '/users/eve/enable');
      assert.equal(enabled.status, 200, enabled.text);
    });
  });

  it('a client that was deactivated gets no token, and none of its tokens is accepted — product.md C-3', async () => {
    const call = await administration();
    const own = () => balancer.post('/oauth/token', { grant_type: 'client_credentials', scope: 'read' }, key);
    const key = ['asked', secret] as const;
    await inRounds(async () => {
      // That it was activated again may be heard of later, once Redis is back (operations.md E-4)
      await until('every worker knows it', async () =>
        (await Promise.all(everyWorker.map(own))).every(({ status }) => status === 200),
      );
      const issued = await own();
      const token = json(issued)['access_token'];
      assert.deepEqual(await standings(token), onlyEver(true));
      const deactivated = await call('POST', '/clients/asked/deactivate');
      assert.equal(deactivated.status, 200, deactivated.text);
      const refused = await Promise.all(everyWorker.map(own));
      assert.deepEqual(
        refused.map((answer) => json(answer)['error']),
        everyWorker.map(() => 'invalid_client'),
      );
      assert.deepEqual(await standings(token), onlyEver(false));
      const activated = await call('POST', '/clients/asked/activate');
      assert.equal(activated.status, 200, activated.text);
    });
  });
});
