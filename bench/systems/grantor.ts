/** Grantor on SQLite and on PostgreSQL: defaults, but for the address, the data folder and the limits per address. */

import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../packages/compliance/src/testing/free-port.ts';
import { postgresDatabase } from '../../packages/server/test/postgres.ts';
import { type FixturePerson, type Fixtures, guarded } from '../fixtures/fixtures.ts';
import { Browser } from './browser.ts';
import { type Child, type Command, nodeOn, startChild, untilAnswering } from './child.ts';
import { fill, type Place } from './fill.ts';
import type { Question } from './grantor-server.ts';
import type { Core } from './pinning.ts';
import type { Profile } from './profile.ts';
import type { Counts, RunningSystem, StartProbe, System } from './system.ts';
import { megabytesAtRest } from './usage.ts';

/** Where an instance keeps its data, and its address. */
type Home = {
  readonly folder: string;
  readonly env: Environment;
  readonly place: Place;
  discard(): Promise<void>;
};
type Environment = Readonly<Record<string, string>>;
type Storage = { readonly env: Environment; readonly dsn: string | null; close(): Promise<void> };

const measured = nodeOn(fileURLToPath(new URL('./grantor-server.ts', import.meta.url)));
const shipped = nodeOn(fileURLToPath(new URL('../../packages/server/src/main.mjs', import.meta.url)));

const bootstrap = ({ user, administrator, ...clients }: Fixtures): string =>
  JSON.stringify({
    users: [
      { ...user, email_verified: true },
      { ...administrator, role: 'admin' },
    ],
    clients: Object.values(clients),
    resources: [
      { resource: guarded.href, name: 'Guarded', scopes: [{ name: 'guarded', description: 'Read' }] },
    ],
    exchange_rules: [
      {
        id: 'guarded',
        client: clients.exchanger.client_id,
        subject_token: 'access_token',
        mode: 'impersonation',
        audiences: [guarded.href],
        scopes: ['guarded'],
      },
    ],
  });

async function settle(fixtures: Fixtures, openStorage: () => Promise<Storage>): Promise<Home> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-grantor-'));
  const storage = await openStorage();
  await writeFile(join(folder, 'bootstrap.json'), bootstrap(fixtures), { mode: 0o600 });
  const address = `127.0.0.1:${await freePort()}`;
  return {
    folder,
    place: { file: join(folder, 'data', 'grantor.db'), dsn: storage.dsn },
    env: {
      // As `main.mjs` sets it: the program is compiled once.
      NODE_COMPILE_CACHE: join(import.meta.dirname, '../../node_modules/.cache/grantor'),
      SERVER_ADDR: address,
      BASE_URL: `http://${address}`,
      DATA_DIR: join(folder, 'data'),
      BOOTSTRAP_FILE: join(folder, 'bootstrap.json'),
      ENABLE_RATE_LIMIT: 'false', // all requests come from one address
      METRICS_ENABLED: 'true',
      TRUSTED_PROXIES: '127.0.0.1', // the proxy of `verify`
      POLLING_INTERVAL: '1s', // a poll this early is still polite (protocol.md CL-3): every one is noted
      ...storage.env,
    },
    async discard() {
      await storage.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function launch({ folder, env }: Home, command: Command, core: Core = 'server'): Promise<Child> {
  const child = await startChild({ command, folder, env, core });
  try {
    await untilAnswering(child, new URL('/health', env['BASE_URL']));
  } catch (error) {
    await child.stop();
    throw new Error(`Grantor did not start; see ${join(folder, 'stderr')}`, { cause: error });
  }
  return child;
}

async function ask(child: Child, question: Question): Promise<unknown> {
  const told = once(child.process, 'message');
  child.process.send(question);
  const [answer] = await told;
  return answer;
}

async function profile(child: Child): Promise<() => Promise<Profile>> {
  await ask(child, 'begin profile');
  return async () => (await ask(child, 'end profile')) as Profile;
}

async function signIn(issuer: string, person: FixturePerson): Promise<string> {
  const browser = new Browser(Number(new URL(issuer).port));
  const page = new URL('/login', issuer);
  const { body } = await browser.visit(page);
  const token = /name="csrf_token" value="([^"]+)"/.exec(body)?.[1];
  if (token === undefined) throw new Error('the sign-in page has no csrf_token');
  const form = { csrf_token: token, username: person.username, password: person.password };
  const answer = await browser.submit(page, form);
  if (answer.status !== 303) throw new Error(`signing in was answered ${answer.status}`);
  return browser.cookies();
}

/** `filling`: what stands in the store before the server is measured. */
function grantor(
  { name, what, filling = [] }: Pick<System, 'name' | 'what'> & { readonly filling?: readonly string[] },
  openStorage: () => Promise<Storage>,
): System {
  return {
    name,
    what,
    passwords: 'checked',
    async start(fixtures): Promise<RunningSystem> {
      const home = await settle(fixtures, openStorage);
      if (filling.length > 0) {
        await (await launch(home, measured)).stop(); // it makes the tables
        await fill(filling, home.place);
      }
      const child = await launch(home, measured);
      const issuer = home.env['BASE_URL'] ?? '';
      return {
        name,
        issuer,
        port: Number(new URL(issuer).port),
        pid: child.pid,
        fixtures,
        signIn: (person) => signIn(issuer, person),
        counts: async () => (await ask(child, 'counts')) as Counts,
        profile: () => profile(child),
        async stop() {
          await child.stop();
          await home.discard();
        },
      };
    },
    probe: (fixtures) => probeOf(shipped, { fixtures, openStorage }),
  };
}

/** The server as it is started, with so many workers, on whichever core is free: nobody can ask it about itself. */
export function grantorWorkers(workers: number, store: 'sqlite' | 'postgres'): System {
  const openStorage = store === 'sqlite' ? inFile : onPostgres;
  const name = `workers-${workers}`;
  return {
    ...{ name, what: `Grantor on ${store} with ${workers} workers`, passwords: 'checked' },
    async start(fixtures): Promise<RunningSystem> {
      const home = await settle(fixtures, async () => {
        const storage = await openStorage();
        return { ...storage, env: { ...storage.env, WORKERS: String(workers) } };
      });
      const child = await launch(home, shipped, 'any');
      const issuer = home.env['BASE_URL'] ?? '';
      return {
        ...{ name, issuer, fixtures },
        port: Number(new URL(issuer).port),
        pid: child.pid,
        signIn: (person) => signIn(issuer, person),
        counts: async () => null,
        async stop() {
          await child.stop();
          await home.discard();
        },
      };
    },
    probe: (fixtures) => probeOf(shipped, { fixtures, openStorage }),
  };
}

async function probeOf(
  command: Command,
  { fixtures, openStorage }: { readonly fixtures: Fixtures; readonly openStorage: () => Promise<Storage> },
): Promise<StartProbe> {
  const home = await settle(fixtures, openStorage);
  return {
    async start(until = 'first answer') {
      const from = performance.now();
      const child = await launch(home, command);
      const milliseconds = performance.now() - from;
      const megabytes = until === 'rest' ? await megabytesAtRest(child.pid) : null;
      await child.stop();
      return { milliseconds, megabytes };
    },
    discard: () => home.discard(),
  };
}

const inFile = async (): Promise<Storage> => ({ env: {}, dsn: null, close: async () => {} });

/** The same on SQLite, started by another command. */
export const probeCommand = (command: Command, fixtures: Fixtures): Promise<StartProbe> =>
  probeOf(command, { fixtures, openStorage: inFile });

async function onPostgres(): Promise<Storage> {
  const database = await postgresDatabase();
  return {
    env: { DATABASE_DRIVER: 'postgres', DATABASE_DSN: database.dsn },
    dsn: database.dsn,
    close: () => database.close(),
  };
}

export const grantorSqlite = grantor(
  { name: 'grantor-sqlite', what: 'Grantor on SQLite, every answer fsynced before' },
  inFile,
);

export const grantorPostgres = grantor(
  { name: 'grantor-postgres', what: 'Grantor on PostgreSQL, fsync and synchronous_commit on' },
  onPostgres,
);

/** The same with so much in its store before. */
export const grantorFilled = (store: 'sqlite' | 'postgres', filling: readonly string[]): System =>
  grantor(
    { name: `filled-${store}`, what: `Grantor on ${store} with a filled store`, filling },
    store === 'sqlite' ? inFile : onPostgres,
  );
