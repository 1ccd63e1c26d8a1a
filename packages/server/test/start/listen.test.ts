import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { describe, it } from 'node:test';
import type { App } from '../../src/app/app.ts';
import { AddressUnusable, takePort } from '../../src/start/listen.ts';

const anywhere = { host: null, port: 0 };
const still = new AbortController().signal;

const app: Pick<App, 'answer'> = {
  answer: async () => ({ status: 200, headers: {}, cookies: [], body: 'here' }),
};

/** Addresses of this machine that others could reach. */
const outward = Object.values(networkInterfaces())
  .flatMap((found) => found ?? [])
  .filter(({ internal, family }) => !internal && family === 'IPv4')
  .map(({ address }) => address);

describe('a taken port', () => {
  it('lets requests wait until an app serves them', async () => {
    const listening = await takePort({ address: anywhere, baseUrl: 'http://localhost:8080' }, still);
    const early = fetch(`http://127.0.0.1:${listening.port}/`);
    listening.serve(app as App);
    assert.equal(await (await early).text(), 'here');
    assert.equal(await listening.close(1000), 'drained');
  });

  it('answers what one connection sends at once in turn, and others meanwhile — security.md P-4', async () => {
    const listening = await takePort({ address: anywhere, baseUrl: 'http://localhost:8080' }, still);
    const begun: string[] = [];
    const waiting: (() => void)[] = [];
    const answer: App['answer'] = async ({ target }) => {
      begun.push(target);
      if (target !== '/other') await new Promise<void>((resolve) => waiting.push(resolve));
      return { status: 200, headers: {}, cookies: [], body: `answer to ${target}` };
    };
    listening.serve({ answer } as App);
    const socket = connect(listening.port, '127.0.0.1');
    let received = '';
    socket.on('data', (chunk) => (received += String(chunk)));
    const targets = Array.from({ length: 20 }, (_, index) => `/${index}`);
    socket.write(targets.map((target) => `GET ${target} HTTP/1.1\r\nHost: a\r\n\r\n`).join(''));
    for (const [index, target] of targets.entries()) {
      const other = await fetch(`http://127.0.0.1:${listening.port}/other`);
      assert.equal(await other.text(), 'answer to /other');
      while (waiting.length === 0) await new Promise(setImmediate);
      assert.deepEqual(begun.filter((each) => each !== '/other').slice(index), [target]);
      waiting.pop()?.();
    }
    while (!received.endsWith('/19')) await once(socket, 'data');
    assert.deepEqual(received.match(/(?<=answer to )\/\d+/g), targets);
    socket.destroy();
    await listening.close(0);
  });

  it('cuts off who sends hundreds of requests at once — security.md P-4', async () => {
    const listening = await takePort({ address: anywhere, baseUrl: 'http://localhost:8080' }, still);
    let begun = 0;
    const answer: App['answer'] = () => {
      begun += 1;
      return new Promise(() => undefined);
    };
    listening.serve({ answer } as App);
    const socket = connect(listening.port, '127.0.0.1').resume();
    socket.on('error', () => undefined);
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(500));
    await once(socket, 'close');
    assert.equal(begun, 1);
    await listening.close(0);
  });

  it('cuts off who does not read the answer — security.md P-4', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const listening = await takePort({ address: anywhere, baseUrl: 'http://localhost:8080' }, still);
    const length = 64 * 1024 * 1024;
    const answer: App['answer'] = async () => ({
      ...{ status: 200, headers: {}, cookies: [] },
      body: Buffer.alloc(length),
    });
    listening.serve({ answer } as App);
    const socket = connect(listening.port, '127.0.0.1').on('error', () => undefined);
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    const [first] = await once(socket, 'data');
    socket.pause();
    const whole = await fetch(`http://127.0.0.1:${listening.port}/`);
    assert.equal((await whole.arrayBuffer()).byteLength, length);
    t.mock.timers.tick(30_000);
    let received = first.length;
    socket.on('data', (chunk) => {
      received += chunk.length;
      if (received >= length) socket.destroy();
    });
    socket.resume();
    await once(socket, 'close');
    assert.ok(received < length);
    await listening.close(0);
  });

  it('cuts those who wait when nothing will serve them', async () => {
    const listening = await takePort({ address: anywhere, baseUrl: 'http://localhost:8080' }, still);
    const refused = assert.rejects(fetch(`http://127.0.0.1:${listening.port}/`));
    await listening.close(0);
    await refused;
  });
});

describe('an address without a host', () => {
  it('is loopback in both families while BASE_URL is there', async () => {
    const listening = await takePort({ address: anywhere, baseUrl: 'http://localhost:8080' }, still);
    listening.serve(app as App);
    assert.deepEqual(
      listening.hosts.filter((host) => host !== '::1'),
      ['127.0.0.1'],
    );
    for (const address of outward) await assert.rejects(fetch(`http://${address}:${listening.port}/`));
    await listening.close(0);
  });

  it('is every interface when BASE_URL is elsewhere', async () => {
    const listening = await takePort({ address: anywhere, baseUrl: 'https://id.example' }, still);
    listening.serve(app as App);
    assert.deepEqual(listening.hosts, [null]);
    for (const address of ['127.0.0.1', ...outward])
      assert.equal((await fetch(`http://${address}:${listening.port}/`)).status, 200);
    await listening.close(0);
  });

  it('is refused when either family is taken, and gives up the other', async (t) => {
    const other = createServer();
    const outcome = once(other, 'listening').catch(() => null);
    other.listen(0, '::1');
    if ((await outcome) === null) return t.skip('this machine has no IPv6');
    const { port } = other.address() as { port: number };
    const taking = () => takePort({ address: { host: null, port }, baseUrl: 'http://localhost' }, still);
    await assert.rejects(taking(), AddressUnusable);
    other.close();
    await once(other, 'close');
    await (await taking()).close(0);
  });
});
