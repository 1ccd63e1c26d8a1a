import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { logLines, until } from '../operations/program.ts';
import { post, redemption, secret, signIn } from '../races/person.ts';
import { startReplicas } from '../replicas.ts';
import { createBalancer } from './balancer.ts';
import { bootstrap } from './flows.ts';

/** One chain of refreshes, as a client has it: what it was answered last is what it goes on with. */
type Chain = { refresh: string; rotations: number };

/** A connection that the kernel cut: nobody knows what became of the request, so it is sent again. */
const wasCut = (failure: unknown): boolean =>
  ['ECONNRESET', 'EPIPE'].includes(String((failure as NodeJS.ErrnoException).code));

describe('a rolling restart under load — operations.md Z-2, B-7', { timeout: 180_000 }, () => {
  it('fails no request and loses no token', async (t) => {
    const replicas = await startReplicas(2, {
      bootstrap,
      environment: { WORKERS: '2', SHUTDOWN_DRAIN_DELAY: '200ms' },
    });
    t.after(() => replicas.stop());
    const { origins, publicOrigin } = replicas;
    const person = await signIn(origins[0] ?? '', publicOrigin);
    const balancer = createBalancer(origins);
    const chains: Chain[] = await Promise.all(
      Array.from({ length: 6 }, async () => {
        const { body } = await post(origins[0] ?? '', '/oauth/token', redemption(await person.code()));
        return { refresh: String(body['refresh_token']), rotations: 0 };
      }),
    );

    const refused: string[] = [];
    let cut = 0;
    let isOver = false;
    const ask = async (chain: Chain): Promise<void> => {
      const fields = { grant_type: 'refresh_token', refresh_token: chain.refresh };
      const answer = await balancer.post('/oauth/token', fields, ['web', secret]);
      if (answer.status !== 200) refused.push(`${answer.status} ${answer.text}`);
      else chain.refresh = String(JSON.parse(answer.text)['refresh_token']);
      chain.rotations += 1;
    };
    const load = chains.map(async (chain) => {
      while (!isOver)
        await ask(chain).catch((failure: unknown) => {
          if (!wasCut(failure)) throw failure;
          cut += 1;
        });
    });
    const rotated = () => Math.min(...chains.map(({ rotations }) => rotations));

    for (const index of [0, 1]) {
      const sofar = rotated();
      await until('some load', () => rotated() > sofar + 10);
      const before = replicas.servers[index];
      assert.equal(await before?.stop(), 0, before?.output() ?? 'no such server');
      await replicas.startAgain(index);
    }
    const sofar = rotated();
    await until('load on the new ones', () => rotated() > sofar + 10);
    isOver = true;
    await Promise.all(load);

    t.diagnostic(`${cut} connections were cut before anybody took their request`);
    assert.deepEqual(refused, []);
    for (const { refresh } of chains) {
      const { body } = await post(origins[1] ?? '', '/oauth/introspect', { token: refresh });
      assert.equal(body['active'], true);
    }
    const errors = replicas.servers.flatMap((server) =>
      logLines(server.output()).filter(({ level }) => level === 'error' || level === 'fatal'),
    );
    assert.deepEqual(errors, []);
  });
});
