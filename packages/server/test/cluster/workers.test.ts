import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it, type TestContext } from 'node:test';
import { robot } from '../management/world.ts';
import { seriesOf } from '../metrics/scrape.ts';
import { emptyFolder, logLines, runProgram, until } from '../operations/program.ts';
import { fixtures, secret } from '../races/person.ts';
import { type ServerProcess, startServerProcess } from '../running-server.ts';
import { childrenOf, fresh, postForm } from './fresh.ts';

const bootstrap = {
  ...fixtures,
  clients: [...fixtures.clients, robot],
};
const robotKey = [robot.client_id, robot.client_secret] as const;

const messages = (server: ServerProcess, message: string) =>
  logLines(server.output()).filter((line) => line['message'] === message);

/** How many of them have told of a request. */
const answering = (server: ServerProcess): number =>
  new Set(messages(server, 'request').map(({ worker }) => worker)).size;

/** Ready, and gone with the test. */
async function start(
  test: TestContext,
  environment: Readonly<Record<string, string>>,
): Promise<ServerProcess> {
  const server = await startServerProcess({ bootstrap, environment });
  test.after(async () => {
    server.child.kill('SIGKILL');
    await server.stop();
  });
  await until('ready', () => messages(server, 'ready').length > 0);
  return server;
}

/** Enough for workers that take turns to have had several each. */
const many = <Result>(work: () => Promise<Result>): Promise<Result[]> =>
  Promise.all(Array.from({ length: 12 }, work));

const replaced = (server: ServerProcess, before: readonly number[]) =>
  until('as many workers as before', async () => {
    const now = childrenOf(server.child);
    return now.length === before.length && now.some((each) => !before.includes(each));
  });

describe('several workers on one port — operations.md Z-1, §2 WORKERS', { timeout: 120_000 }, () => {
  let server: ServerProcess;
  before(async () => {
    const environment = { WORKERS: '2', METRICS_ENABLED: 'true' };
    server = await startServerProcess({ bootstrap, environment });
    await until('ready', () => messages(server, 'ready').length > 0);
  });
  after(() => server.stop());

  const row = (query: string): Record<string, unknown> | undefined => {
    const database = new DatabaseSync(join(server.folder, 'data/grantor.db'), { readOnly: true });
    const found = database.prepare(query).get();
    database.close();
    return found;
  };

  const told = (change: 'STARTED' | 'STOPPED') =>
    row(`select count(*) as n from audit_event where event_type = 'SERVER_${change}'`)?.['n'];

  it('start as one: once seeded, once told, and each takes requests — operations.md B-1', async () => {
    const [line, ...others] = messages(server, 'ready');
    assert.equal(line?.['workers'], 2);
    assert.deepEqual(others, []);
    assert.equal(messages(server, 'bootstrap file applied').length, 1);
    assert.equal(childrenOf(server.child).length, 2);
    await many(() => fresh(`${server.origin}/livez`));
    await until('each has told of a request', () => answering(server) === 2);
    assert.match(server.output(), /Grantor serves/);
    assert.doesNotMatch(server.output().replace('Grantor serves', ''), /Grantor serves/);
  });

  it('answer the sum of their numbers, and what is stored once — operations.md M-1, M-4', async () => {
    const total = async () => {
      const series = seriesOf((await fresh(`${server.origin}/metrics`)).text);
      return {
        asked: series.get('http_requests_total{method="GET",path="/livez",status="200"}') ?? 0,
        people: series.get('users{status="active"}'),
        built: [...series].filter(([name]) => name.startsWith('build_info')).map(([, value]) => value),
      };
    };
    const earlier = await total();
    await many(() => fresh(`${server.origin}/livez`));
    assert.deepEqual(await total(), { asked: earlier.asked + 12, people: 4, built: [1] });
  });

  it('forget together what one of them has changed — operations.md E-3', async () => {
    const use = () =>
      postForm(`${server.origin}/oauth/token`, { grant_type: 'client_credentials' }, robotKey);
    const asAdmin = {
      grant_type: 'client_credentials',
      resource: `${server.origin}/api/v1`,
      scope: 'grantor:admin',
    };
    const { text } = await postForm(`${server.origin}/oauth/token`, asAdmin, robotKey);
    const own = () =>
      postForm(`${server.origin}/oauth/token`, { grant_type: 'client_credentials', scope: 'write' }, [
        'web',
        secret,
      ]);
    assert.ok(
      (await many(own)).every(({ status }) => status === 200),
      'both workers hold the client',
    );
    const changed = await fresh(`${server.origin}/api/v1/clients/web`, {
      method: 'PATCH',
      headers: {
        authorization: `Bearer ${JSON.parse(text)['access_token']}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ scope: 'openid read' }),
    });
    assert.equal(changed.status, 200, changed.text);
    await until('no worker knows the earlier scope', async () =>
      (await many(own)).every(({ status }) => status === 400),
    );
    assert.equal((await use()).status, 200);
  });

  it('are replaced when they die, while the others serve', async () => {
    const before = childrenOf(server.child);
    // What waits for its batch, a second at most, dies with its worker (operations.md D-2)
    await until('the start is written down', async () => told('STARTED') === 1);
    process.kill(before[0] ?? 0, 'SIGKILL');
    await until('a death', () => messages(server, 'a worker died').length > 0);
    assert.ok((await many(() => fresh(`${server.origin}/livez`))).every(({ status }) => status === 200));
    await replaced(server, before);
    const [line] = messages(server, 'a worker died');
    assert.deepEqual([line?.['worker'], line?.['signal']], [1, 'SIGKILL']);
    await until('both answer', async () => {
      await many(() => fresh(`${server.origin}/livez`));
      const since = logLines(server.output().slice(server.output().indexOf('"a worker died"')));
      return new Set(since.filter(({ route }) => route === '/livez').map(({ worker }) => worker)).size === 2;
    });
  });

  it('end with their server, which is told once of its start and its end — operations.md §5', async () => {
    const workers = childrenOf(server.child);
    const own = server.child;
    own.kill('SIGTERM');
    const [code] = await once(own, 'exit');
    assert.equal(code, 0, server.output());
    assert.deepEqual(
      messages(server, 'stopped').map(({ outcome }) => outcome),
      ['drained'],
    );
    for (const pid of workers) assert.throws(() => process.kill(pid, 0), /ESRCH/);
    assert.deepEqual([told('STARTED'), told('STOPPED')], [1, 1]);
  });
});

describe('limits of several workers — operations.md Q-1, security.md L-1', { timeout: 60_000 }, () => {
  it('let exactly as many through as one process would', async (t) => {
    const server = await start(t, { WORKERS: '3', ENABLE_RATE_LIMIT: 'true', TOKEN_RATE_LIMIT: '7' });
    const guess = () =>
      postForm(`${server.origin}/oauth/token`, { grant_type: 'client_credentials' }, ['web', 'x']);
    const answers = await Promise.all(Array.from({ length: 30 }, guess));
    const statuses = answers.map(({ status }) => status);
    assert.deepEqual(
      [
        statuses.filter((status) => status === 401).length,
        statuses.filter((status) => status === 429).length,
      ],
      [7, 23],
    );
    await until('each was asked', () => answering(server) === 3);
    assert.equal(await server.stop(), 0);
  });
});

/** However far it is gone already. */
function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // it is gone
  }
}

describe('workers that cannot go on', { timeout: 60_000 }, () => {
  const boom = (signal: string) =>
    `process.on('${signal}', () => void Promise.reject(new Error('unforeseen')))`;
  const preloaded = (code: string) => ({
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(code)}`,
  });

  it('finish what they have accepted, and are replaced — operations.md B-10', async (t) => {
    const server = await start(t, { WORKERS: '2', ...preloaded(boom('SIGUSR2')) });
    const before = childrenOf(server.child);
    process.kill(before[1] ?? 0, 'SIGUSR2');
    await replaced(server, before);
    const [fatal] = logLines(server.output()).filter(({ level }) => level === 'fatal');
    assert.deepEqual([fatal?.['worker'], fatal?.['message']], [2, 'a failure nobody handled']);
    assert.equal(messages(server, 'a worker died')[0]?.['code'], 1);
    assert.equal(await server.stop(), 0);
  });

  it('end as the first of them does that cannot start, and it says why once — operations.md K-3', async () => {
    const folder = await emptyFolder();
    const file = await folder.write('bootstrap.json', '{"clients": 7}');
    const environment = folder.environment({ WORKERS: '2', BOOTSTRAP_FILE: file });
    const { code, stdout, stderr } = await runProgram([], environment, folder.path);
    assert.equal(code, 78);
    assert.equal(stderr.match(/BOOTSTRAP_FILE is refused/g)?.length, 1, stderr);
    assert.doesNotMatch(stdout, /a worker died|"ready"/);
    await folder.remove();
  });

  it('end all when five die within a minute', async (t) => {
    const server = await start(t, { WORKERS: '2' });
    const ended = once(server.child, 'close');
    const kill = setInterval(() => {
      for (const pid of childrenOf(server.child)) end(pid);
    }, 50);
    const [code] = await ended;
    clearInterval(kill);
    assert.equal(code, 1);
    assert.match(
      server.output(),
      /^Workers died five times within a minute; the log has the reason of each\.$/m,
    );
    assert.ok(messages(server, 'a worker died').length >= 5);
    await server.stop();
  });

  it('go with the primary, however it ends', async (t) => {
    const server = await start(t, { WORKERS: '2' });
    const workers = childrenOf(server.child);
    server.child.kill('SIGKILL');
    await until('no worker is left', () =>
      workers.every((pid) => {
        try {
          return !process.kill(pid, 0);
        } catch {
          return true;
        }
      }),
    );
    await server.stop();
  });

  it('are replaced by others with the settings of the start', async (t) => {
    const server = await start(t, { WORKERS: '2' });
    await writeFile(join(server.folder, '.env'), 'ENABLE_SWAGGER=false\nDB_MAX_OPEN_CONNS=none\n');
    const before = childrenOf(server.child);
    process.kill(before[0] ?? 0, 'SIGKILL');
    await replaced(server, before);
    await until('both serve', async () => {
      await many(() => fresh(`${server.origin}/livez`));
      const lately = messages(server, 'request').slice(-12);
      return new Set(lately.map(({ worker }) => worker)).size === 2;
    });
    const described = await many(() => fresh(`${server.origin}/openapi.json`));
    assert.ok(described.every(({ status }) => status === 200));
    assert.equal(await server.stop(), 0);
  });
});
