import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import type { Records } from '../../src/caches/caches.ts';
import { until } from '../operations/program.ts';
import { openWay } from '../way.ts';
import { cachesOf, type Machine, machineAt } from './machine.ts';
import { startRedis, type TestRedis, withoutRedis } from './redis-server.ts';

type Row = { readonly id: string; readonly name: string };

for (const form of ['redis', 'redis-aside'] as const)
  describe(`records in ${form}`, { skip: withoutRedis }, () => {
    let server: TestRedis;
    let machines: readonly [Machine, Machine];
    /** What is stored, as the database has it. */
    const stored = new Map<string, Row>();
    let loads = 0;

    before(async () => {
      server = await startRedis();
    });
    after(() => server.close());
    beforeEach(async () => {
      machines = [await machineAt(server.url), await machineAt(server.url)];
      stored.clear();
      stored.set('a', { id: 'a', name: 'old' });
      loads = 0;
      await server.ask('FLUSHALL');
    });
    afterEach(() => {
      for (const { redis } of machines) redis.close();
    });

    const recordsOf = (machine: Machine, version?: string) => {
      const { caches, counts } = cachesOf(machine, form, version);
      const records: Records<string, Row, string> = caches.of({ name: 'client', read: ({ name }) => name });
      const get = (key: string) =>
        records.get(key, async () => {
          loads += 1;
          return stored.get(key) ?? null;
        });
      /** Whatever Redis has told this machine by now is heard. */
      const heard = () => machine.redis.answers();
      return { ...records, get, counts, heard, sizes: caches.sizes };
    };
    const filled = () => until('it is in Redis', async () => Number(await server.ask('DBSIZE')) > 0);
    /** A row, not a lease. */
    const filledWith = (name: string) =>
      until(`${name} is in Redis`, async () => {
        const [key] = (await server.ask('KEYS', '*')) as readonly string[];
        return key !== undefined && String(await server.ask('GET', key)).includes(`"${name}"`);
      });

    it('are read from the database once for all machines — operations.md E-2, operations.md §2 {C}_CACHE_TYPE', async () => {
      const [here, there] = [recordsOf(machines[0]), recordsOf(machines[1])];
      assert.deepEqual(await Promise.all([here.get('a'), here.get('a'), here.get('a')]), [
        'old',
        'old',
        'old',
      ]);
      await filledWith('old');
      await there.heard();
      assert.equal(await there.get('a'), 'old');
      assert.equal(loads, 1);
      assert.deepEqual([here.counts.miss, there.counts.miss, there.counts.hit], [1, 0, 1]);
      const asked = there.counts.asked;
      assert.equal(await there.get('a'), 'old');
      assert.equal(there.counts.asked - asked, form === 'redis' ? 1 : 0);
    });

    it('are another on every machine once a write was told of — operations.md E-3', async () => {
      const [here, there] = [recordsOf(machines[0]), recordsOf(machines[1])];
      for (let round = 0; round < 20; round += 1) {
        await Promise.all([here.get('a'), there.get('a')]);
        stored.set('a', { id: 'a', name: `name ${round}` });
        await here.forget('a');
        if (form === 'redis-aside') await there.heard();
        assert.equal(await there.get('a'), `name ${round}`);
        assert.equal(await here.get('a'), `name ${round}`);
      }
    });

    it('do not come back by a slower reader, however late it is — operations.md E-3', async () => {
      const [here, there] = [recordsOf(machines[0]), recordsOf(machines[1])];
      const slow = Promise.withResolvers<Row>();
      const begun = Promise.withResolvers<void>();
      const reading = there.get.call(null, 'b');
      await reading;
      const { caches } = cachesOf(machines[1], form);
      const late = caches.of<string, Row, string>({ name: 'resource', read: ({ name }) => name });
      const readLate = late.get('a', () => {
        begun.resolve();
        return slow.promise;
      });
      await begun.promise;
      const writer = cachesOf(machines[0], form).caches.of<string, Row, string>({
        ...{ name: 'resource', read: ({ name }) => name },
      });
      await writer.forget('a');
      slow.resolve({ id: 'a', name: 'old' });
      assert.equal(await readLate, 'old');
      await machines[1].redis.answers();
      const values = (await server.ask('KEYS', '*:cache:resource:*')) as readonly string[];
      for (const key of values) assert.equal(await server.ask('GET', key), 'gone');
      assert.equal(await here.get('a'), 'old');
    });

    it('leave nothing of what does not exist, and are there once they do — operations.md E-2', async () => {
      const [here, there] = [recordsOf(machines[0]), recordsOf(machines[1])];
      assert.equal(await here.get('new'), null);
      assert.equal(await there.get('new'), null);
      stored.set('new', { id: 'new', name: 'made' });
      await there.forget('new');
      await here.heard();
      assert.equal(await here.get('new'), 'made');
    });

    it('of another version are none, and neither are those that somebody else wrote — operations.md E-5', async () => {
      await recordsOf(machines[0]).get('a');
      await filledWith('old');
      assert.equal(await recordsOf(machines[1], '2').get('a'), 'old');
      assert.equal(loads, 2);
      const [key = ''] = (await server.ask('KEYS', '*')) as readonly string[];
      const text = String(await server.ask('GET', key));
      assert.deepEqual(JSON.parse(text).row, { id: 'a', name: 'old' });
      await server.ask('SET', key, text.replace('"old"', '"admin"'));
      assert.equal(await recordsOf(machines[1]).get('a'), 'old');
      assert.equal(loads, 3);
    });

    it('are read from the database while Redis is away, and forgotten there when it is back — operations.md E-5, operations.md §11 Redis', async () => {
      const hasty = await machineAt(server.url, { longestWait: 50 });
      const [here, there] = [recordsOf(hasty), recordsOf(machines[1])];
      await here.get('a');
      await filledWith('old');
      server.pause();
      stored.set('a', { id: 'a', name: 'new' });
      await here.forget('a');
      for (let question = 0; question < 20; question += 1) assert.equal(await here.get('a'), 'new');
      // What is owed is tried again meanwhile, twice a second
      assert.ok(hasty.unanswered() >= 1 && hasty.unanswered() <= 6, `${hasty.unanswered()} questions`);
      server.resume();
      await until('it is forgotten there', async () => (await there.get('a')) === 'new');
      hasty.redis.close();
    });

    it('that could not be forgotten there are not believed until they are — operations.md E-5', async () => {
      const way = await openWay(server.url);
      const machine = await machineAt(way.url);
      const [here, there] = [recordsOf(machine), recordsOf(machines[1])];
      await here.get('a');
      await filledWith('old');
      way.cut();
      stored.set('a', { id: 'a', name: 'new' });
      await until('it is away', async () => !(await machine.redis.answers()));
      await here.forget('a');
      way.mend();
      await until('it is back', () => machine.redis.answers());
      assert.equal(await here.get('a'), 'new');
      await until('it is forgotten there', async () => (await there.get('a')) === 'new');
      machine.redis.close();
      way.close();
    });

    it('are read from the database where Redis is slow, and its late answers change nothing — operations.md E-5', async () => {
      const way = await openWay(server.url);
      const machine = await machineAt(way.url, { longestWait: 50 });
      const [here, there] = [recordsOf(machine), recordsOf(machines[1])];
      await here.get('a');
      await filledWith('old');
      way.slow(300);
      for (let question = 0; question < 20; question += 1) {
        stored.set('a', { id: 'a', name: `name ${question}` });
        await here.forget('a');
        assert.equal(await here.get('a'), `name ${question}`);
      }
      assert.ok(machine.unanswered() >= 5 && machine.unanswered() <= 7, `${machine.unanswered()} questions`);
      way.mend();
      await until('both are right', async () => (await there.get('a')) === 'name 19');
      assert.equal(await here.get('a'), 'name 19');
      machine.redis.close();
      way.close();
    });

    it('are as they are stored after everything there was lost — operations.md E-5', async () => {
      const [here] = [recordsOf(machines[0])];
      await here.get('a');
      await filled();
      stored.set('a', { id: 'a', name: 'new' });
      await server.ask('FLUSHALL');
      await here.heard();
      assert.equal(await here.get('a'), 'new');
    });

    it('are not believed without a connection that tells of changes — operations.md E-5', async () => {
      const here = recordsOf(machines[0]);
      await here.get('a');
      await filledWith('old');
      await here.heard();
      await here.get('a');
      assert.equal(here.sizes().get('client'), form === 'redis-aside' ? 1 : 0);
      await server.ask('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
      await until('they are gone here', async () => here.sizes().get('client') === 0);
      stored.set('a', { id: 'a', name: 'new' });
      const [key = ''] = (await server.ask('KEYS', '*')) as readonly string[];
      await server.ask('DEL', key);
      assert.equal(await here.get('a'), 'new');
    });
  });
