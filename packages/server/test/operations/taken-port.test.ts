import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it, type TestContext } from 'node:test';
import { emptyFolder, type Folder, type Program, runProgram, startProgram, until } from './program.ts';

const portOf = (server: Server): number => (server.address() as { port: number }).port;

async function occupied(): Promise<Server> {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  return other;
}

const clientNamed = (name: string) => ({
  clients: [
    {
      client_id: 'web',
      client_name: name,
      token_endpoint_auth_method: 'none',
      redirect_uris: ['https://app.example/callback'],
    },
  ],
});

const nameInDatabase = (folder: Folder): unknown => {
  const database = new DatabaseSync(join(folder.path, 'data/grantor.db'), { readOnly: true });
  const row = database.prepare("select name from client where id = 'web'").get();
  database.close();
  return row?.['name'];
};

/** Stops with the test, whatever comes of it. */
function start(test: TestContext, environment: Record<string, string>, folder: Folder): Program {
  const program = startProgram([], environment, folder.path);
  test.after(() => program.child.kill('SIGKILL'));
  return program;
}

const ready = (program: Program) => until('ready', () => program.output().includes('"message":"ready"'));

async function stop({ child, ended }: Program): Promise<number | null> {
  child.kill('SIGTERM');
  return (await ended).code;
}

describe('a start on a port that is taken', () => {
  let folder: Folder;
  before(async () => {
    folder = await emptyFolder();
  });
  after(() => folder.remove());

  it('leaves nothing behind, so that the next start is the first — operations.md B-1', async (t) => {
    const other = await occupied();
    const address = `127.0.0.1:${portOf(other)}`;
    const { code, stderr } = await runProgram([], folder.environment({ SERVER_ADDR: address }), folder.path);
    other.close();
    assert.equal(code, 1);
    assert.equal(
      stderr.trim(),
      `${address} is in use by another program; choose another port, such as SERVER_ADDR=:9090`,
    );
    assert.ok(!existsSync(join(folder.path, 'data')));
    const program = start(t, folder.environment(), folder);
    await until('the words', () => program.output().includes('Try next'));
    assert.equal(await stop(program), 0);
  });

  it('applies no bootstrap file to what the running server has — operations.md B-1', async (t) => {
    const other = await occupied();
    const port = portOf(other);
    other.close();
    await once(other, 'close');
    const file = await folder.write('bootstrap.json', clientNamed('Mine'));
    const environment = folder.environment({ SERVER_ADDR: `127.0.0.1:${port}`, BOOTSTRAP_FILE: file });
    const running = start(t, environment, folder);
    await ready(running);
    await folder.write('bootstrap.json', clientNamed('Not mine'));
    assert.equal((await runProgram([], environment, folder.path)).code, 1);
    assert.equal(nameInDatabase(folder), 'Mine');
    assert.equal(await stop(running), 0);
  });
});

describe('a first start with a bootstrap file that is refused', () => {
  it('makes no administrator, so that the next start is the first', async (t) => {
    const folder = await emptyFolder();
    const file = await folder.write('bootstrap.json', { robots: [] });
    const environment = folder.environment({ BOOTSTRAP_FILE: file });
    await runProgram([], environment, folder.path);
    assert.ok(!existsSync(join(folder.path, 'data/grantor-credentials.txt')));
    await folder.write('bootstrap.json', clientNamed('Mine'));
    const program = start(t, environment, folder);
    await until('the words', () => program.output().includes('Try next'));
    assert.equal(await stop(program), 0);
    await folder.remove();
  });
});
