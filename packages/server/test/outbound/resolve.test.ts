import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createResolve } from '../../src/outbound/resolve.ts';

const addresses = [{ address: '192.0.2.1', family: 4 }];
const lasting = new AbortController().signal;

describe('resolving names that others chose — security.md S-4', () => {
  it('takes two threads at most, and none for a name that nobody waits for any more', async () => {
    const asked: string[] = [];
    const slow = Promise.withResolvers<typeof addresses>();
    const resolve = createResolve((host) => {
      asked.push(host);
      return slow.promise;
    });
    const first = [resolve('a.example', lasting), resolve('b.example', lasting)];
    const waiting = resolve('c.example', lasting);
    const given = new AbortController();
    const up = resolve('d.example', given.signal);
    await new Promise(setImmediate);
    assert.deepEqual(asked, ['a.example', 'b.example']);
    given.abort();
    slow.resolve(addresses);
    assert.deepEqual(await Promise.all([...first, waiting]), [addresses, addresses, addresses]);
    assert.deepEqual(await up, []);
    assert.deepEqual(asked, ['a.example', 'b.example', 'c.example']);
  });

  it('goes on after a name that cannot be resolved', async () => {
    let asked = 0;
    const resolve = createResolve(async () => {
      asked += 1;
      throw new Error('no such name');
    });
    const hosts = ['a.example', 'b.example', 'c.example'];
    const results = await Promise.allSettled(hosts.map((host) => resolve(host, lasting)));
    assert.deepEqual(
      results.map(({ status }) => status),
      ['rejected', 'rejected', 'rejected'],
    );
    assert.equal(asked, 3);
  });
});
