import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import type { Command, Invocation } from '../command-line/command.ts';
import { readEnv } from '../env-file/lines.ts';
import type { Ending } from '../errors/exit-code.ts';
import { Failure, wrongUsage } from '../errors/failure.ts';
import type { ServerProgram } from '../world/world.ts';

const misconfigured = [64, 78]; // EX_USAGE and EX_CONFIG, as the server ends with them

async function serve(invocation: Invocation): Promise<Ending> {
  const { world } = invocation;
  const { command, words } = serverCommand(world.server);
  const asked = invocation.given.positionals;
  const child = spawn(command, [...words, ...asked], {
    env: serverEnvironment(invocation),
    cwd: world.directory,
    detached: true, // or the terminal would signal it, too, and it ends at once at the second signal
    stdio: 'inherit',
  });
  world.passSignalsTo((signal) => child.kill(signal)); // it finishes what it has accepted first
  const code = await new Promise<number | null>((done, failed) => {
    child.once('error', failed);
    child.once('exit', done);
  });
  if (code === 0) return 'done';
  return code !== null && misconfigured.includes(code) ? 'wrong_usage' : 'failed';
}

const needed = 26;

const serverCommand = (server: ServerProgram) =>
  server.kind === 'command' ? server : { command: nodeFor(server.path), words: [server.path] };

/** This Node where it is new enough, else the one of the package `node` beside the server (distribution.md D-6). */
function nodeFor(serverProgram: string): string {
  if (major(process.versions.node) >= needed) return process.execPath;
  const beside = createRequire(serverProgram);
  try {
    const path = beside.resolve('node/package.json');
    const executable = join(dirname(path), 'bin/node');
    if (major(beside(path).version) >= needed && existsSync(executable)) return executable;
  } catch {
    // not installed
  }
  throw new Failure('failed', {
    what: `The server needs Node ${needed} or newer, and this is ${process.version}.`,
    remedy: [`Install it, or add it to this project: npm install node@${needed}`],
  });
}

const major = (version: string): number => Number.parseInt(version, 10);

/** Options win over the environment, the environment over the file. */
function serverEnvironment({ given, world, settings }: Invocation): NodeJS.ProcessEnv {
  const file = given.text('env-file');
  const port = given.has('port') ? settings.callbackPort : undefined;
  const data = given.text('data');
  const base = {
    ...(file === undefined ? {} : readEnvFile(resolve(world.directory, file))),
    ...world.environment,
  };
  return {
    ...base,
    ...(port === undefined
      ? {}
      : { SERVER_ADDR: `:${port}`, BASE_URL: base['BASE_URL'] || `http://localhost:${port}` }),
    ...(data === undefined ? {} : { DATA_DIR: resolve(world.directory, data) }),
  };
}

function readEnvFile(path: string): NodeJS.Dict<string> {
  try {
    return readEnv(readFileSync(path, 'utf8'));
  } catch {
    throw wrongUsage(`${path} cannot be read.`, 'Check the path, and that you may read the file.');
  }
}

export const serveCommand: Command = {
  name: 'serve',
  does: 'start a Grantor server here',
  about: [
    'Starts the Grantor server until Ctrl-C. The first start makes an administrator and writes the password to',
    'grantor-credentials.txt in the data folder. With a command of the server it runs that instead: check-config',
    'looks at the settings and changes nothing; help lists them all.',
  ].join('\n'),
  positionals: [
    {
      name: 'command',
      presence: 'optional',
      completes: [
        'check-config',
        'migrate',
        'backup',
        'restore',
        'rotate-keys',
        'rotate-secrets',
        'reset-admin',
        'help',
      ],
    },
    { name: 'file', presence: 'optional', completes: 'file' },
  ],
  options: [
    { name: 'port', value: 'PORT', does: 'port to listen on (default 8080)' },
    { name: 'data', value: 'FOLDER', does: 'data folder (default ./data)', completes: 'folder' },
    { name: 'env-file', value: 'FILE', does: 'file with further settings of the server', completes: 'file' },
  ],
  example: {
    line: 'grantor serve --port 8080',
    shows: 'A server at http://localhost:8080, ready to sign in to.',
  },
  run: serve,
};
