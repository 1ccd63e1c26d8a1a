import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { describe, it } from 'node:test';
import { freePort } from '@grantor/compliance/testing/free-port';
import { fixtures, isActive, redemption, secret, signIn } from '../races/person.ts';
import { type ServerProcess, startServerProcess } from '../running-server.ts';
import { emptyFolder, logLines, until } from './program.ts';

const hurry = { timeout: 60_000 };

/** The process must end by itself; whatever it does, it is gone when the test is. */
async function exitOf({ child }: ServerProcess): Promise<number | null> {
  const kill = setTimeout(() => child.kill('SIGKILL'), 10_000);
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  clearTimeout(kill);
  return child.exitCode;
}

type Answer = { readonly status: number; readonly connection: string | undefined; readonly body: string };

/** One request on a kept connection of the agent. */
function send(url: string, agent: Agent, fields?: Record<string, string>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const authorization = `Basic ${Buffer.from(`web:${secret}`).toString('base64')}`;
    const headers = { authorization, 'content-type': 'application/x-www-form-urlencoded' };
    const options = fields === undefined ? { agent } : { agent, method: 'POST', headers };
    const outgoing = request(url, options, (incoming) => {
      let body = '';
      incoming.on('data', (chunk) => {
        body += String(chunk);
      });
      incoming.once('error', reject);
      incoming.once('end', () =>
        resolve({ status: incoming.statusCode ?? 0, connection: incoming.headers.connection, body }),
      );
    });
    outgoing.once('error', reject);
    outgoing.end(fields === undefined ? '' : new URLSearchParams(fields).toString());
  });
}

/** A request whose last byte has not been sent yet: accepted, and under way until `finish`. */
async function openRequest(origin: string) {
  const body = 'grant_type=client_credentials&scope=read';
  const socket = connect(Number(new URL(origin).port), '127.0.0.1');
  const authorization = `Basic ${Buffer.from(`web:${secret}`).toString('base64')}`;
  socket.write(
    `POST /oauth/token HTTP/1.1\r\nhost: x\r\nauthorization: ${authorization}\r\ncontent-length: ${body.length}\r\n` +
      `content-type: application/x-www-form-urlencoded\r\n\r\n${body.slice(0, -1)}`,
  );
  let answer = '';
  socket.on('data', (chunk) => {
    answer += String(chunk);
  });
  socket.on('error', () => {});
  const closed = once(socket, 'close');
  // An answer on a later connection shows that this one was accepted and read.
  await fetch(`${origin}/livez`, { headers: { connection: 'close' } });
  return {
    async finish() {
      socket.write(body.slice(-1));
      await closed;
      return answer;
    },
    closed,
  };
}

/** A process that serves itself, and workers that do. */
const WORKERS = ['1', '2'] as const;

for (const workers of WORKERS)
  describe(`a stop signal to a server of ${workers}`, () => {
    it(
      'under load loses nothing that was accepted — operations.md B-7, Z-1, security.md P-4',
      hurry,
      async () => {
        const folder = await emptyFolder();
        const options = {
          folder: folder.path,
          port: await freePort(),
          bootstrap: fixtures,
          environment: { WORKERS: workers },
        };
        const server = await startServerProcess(options);
        const agent = new Agent({ keepAlive: true });
        const token = `${server.origin}/oauth/token`;
        const person = await signIn(server.origin);
        const codes = await Promise.all(Array.from({ length: 8 }, () => person.code()));
        const answered: Answer[] = [];
        const failures: string[] = [];
        const load = codes.map(async (code) => {
          let fields = redemption(code);
          for (;;) {
            const answer = await send(token, agent, fields).catch((failure: { code: string }) => {
              failures.push(failure.code);
              return null;
            });
            if (answer === null) return fields['refresh_token'] ?? '';
            answered.push(answer);
            const refresh = String(JSON.parse(answer.body)['refresh_token']);
            fields = { grant_type: 'refresh_token', refresh_token: refresh };
          }
        });
        await until('some load', () => answered.length > 100);
        server.child.kill('SIGTERM');
        const newest = await Promise.all(load);
        assert.equal(await exitOf(server), 0, server.output());
        assert.ok(answered.every(({ status }) => status === 200));
        assert.ok(answered.some(({ connection }) => connection === 'close'));
        const requests = logLines(server.output()).filter(({ route }) => route === '/oauth/token');
        assert.equal(requests.length, answered.length, failures.join());
        // Whoever was not answered was not heard either: the port closed on a connection that nobody had taken.
        assert.ok(
          failures.every((code) => ['ECONNREFUSED', 'ECONNRESET'].includes(code)),
          failures.join(),
        );
        const second = await startServerProcess(options);
        for (const refresh of newest) assert.ok(await isActive(second.origin, refresh));
        assert.equal(await second.stop(), 0);
        agent.destroy();
        await folder.remove();
      },
    );

    it(
      'answers unready, and the last time on each connection, while load balancers notice — operations.md B-7',
      hurry,
      async () => {
        const server = await startServerProcess({
          bootstrap: fixtures,
          environment: { SHUTDOWN_DRAIN_DELAY: '600ms', WORKERS: workers },
        });
        const agent = new Agent({ keepAlive: true });
        const before = await send(`${server.origin}/readyz`, agent);
        assert.deepEqual([before.status, before.connection], [200, 'keep-alive']);
        const open = await openRequest(server.origin);
        server.child.kill('SIGTERM');
        await until('unready', async () => (await fetch(`${server.origin}/readyz`)).status === 503);
        const unready = await send(`${server.origin}/readyz`, agent);
        assert.deepEqual([unready.status, unready.connection], [503, 'close']);
        assert.deepEqual(JSON.parse(unready.body).checks, {
          ...JSON.parse(before.body).checks,
          draining: 'yes',
        });
        const credentials = { grant_type: 'client_credentials', scope: 'read' };
        const late = await send(`${server.origin}/oauth/token`, agent, credentials);
        assert.deepEqual([late.status, late.connection], [200, 'close']);
        await until('the port is closed', () =>
          fetch(`${server.origin}/livez`).then(
            () => false,
            () => true,
          ),
        );
        assert.equal(server.child.exitCode, null);
        const answer = await open.finish();
        assert.match(answer, /^HTTP\/1\.1 200 OK\r\n/);
        assert.match(answer, /\r\nconnection: close\r\n/i);
        assert.equal(await exitOf(server), 0, server.output());
        agent.destroy();
      },
    );

    it('ends with 1 when requests outlast SERVER_SHUTDOWN_TIMEOUT — operations.md B-7', hurry, async () => {
      const server = await startServerProcess({
        bootstrap: fixtures,
        environment: { SERVER_SHUTDOWN_TIMEOUT: '200ms', WORKERS: workers },
      });
      const open = await openRequest(server.origin);
      server.child.kill('SIGTERM');
      assert.equal(await exitOf(server), 1);
      await open.closed;
    });

    it('ends with 1 at once when it comes a second time — operations.md B-7', hurry, async () => {
      const server = await startServerProcess({
        environment: { SHUTDOWN_DRAIN_DELAY: '10m', WORKERS: workers },
      });
      server.child.kill('SIGTERM');
      await until('stopping', () => server.output().includes('"stopping"'));
      server.child.kill('SIGINT');
      assert.equal(await exitOf(server), 1);
    });

    it('ends a server whose reader is gone', hurry, async () => {
      const server = await startServerProcess();
      server.child.stdout?.destroy();
      server.child.stderr?.destroy();
      const agent = new Agent({ keepAlive: true });
      const answers = Array.from({ length: 50 }, () => send(`${server.origin}/livez`, agent));
      await Promise.all(answers.slice(0, 10));
      server.child.kill('SIGTERM');
      await Promise.allSettled(answers);
      assert.equal(await exitOf(server), 0);
      agent.destroy();
    });

    it('ends a server whose log nobody reads', hurry, async () => {
      const server = await startServerProcess();
      server.child.stdout?.removeAllListeners('data').pause();
      const agent = new Agent({ keepAlive: true, maxSockets: 16 });
      const answers = Array.from({ length: 1500 }, () => send(`${server.origin}/livez`, agent));
      await Promise.all(answers);
      server.child.kill('SIGTERM');
      assert.equal(await exitOf(server), 0);
      agent.destroy();
    });
  });

describe('a failure nobody handled', () => {
  it('is logged as fatal, drains and ends with 1 — operations.md B-10', hurry, async () => {
    const reject =
      "process.on('SIGUSR2', () => { for (let i = 0; i < 2; i += 1) void Promise.reject(new Error('unforeseen')) })";
    const server = await startServerProcess({
      bootstrap: fixtures,
      environment: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(reject)}` },
    });
    const open = await openRequest(server.origin);
    server.child.kill('SIGUSR2');
    await until('fatal', () => server.output().includes('"fatal"'));
    assert.match(await open.finish(), /^HTTP\/1\.1 200 OK\r\n/);
    assert.equal(await exitOf(server), 1);
    const [line] = logLines(server.output()).filter(({ level }) => level === 'fatal');
    assert.match(JSON.stringify(line), /"message":"unforeseen"/);
  });
});
