/**
 * `npm run bench -- pages`: how long the server works on each page of the console, with as much in its database as
 * product.md §17 names. Told is the processor's time: what else runs on the machine does not count.
 */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { freePort } from '../../packages/compliance/src/testing/free-port.ts';
import { describeProblem, loadConfiguration } from '../../packages/server/src/config/load.ts';
import { type RunningServer, startServer } from '../../packages/server/src/start/serving.ts';
import { createLog } from '../../packages/server/src/telemetry/log.ts';
import {
  type Busiest,
  fillingStatements,
  largeSizes,
  type Sizes,
} from '../../packages/server/test/budget/large-database.ts';
import { pageAddresses, served } from '../../packages/server/test/budget/page-addresses.ts';
import {
  type PlainBrowser,
  plainBrowser,
  signInPlainly,
} from '../../packages/server/test/e2e/plain-browser.ts';
import { postgresDatabase } from '../../packages/server/test/postgres.ts';
import { median } from '../load/statistics.ts';
import { fill } from '../systems/fill.ts';

export const pagesUsage = `npm run bench -- pages [options]

  --store sqlite     or postgres
  --tokens 1000000   and as many entries of the audit log; people and clients as product.md §17 has them
  --only /admin      pages whose address holds this`;

/** Throws with a sentence for the person at the console. */
export function readPagesOptions(args: readonly string[]): PagesOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      store: { type: 'string', default: 'sqlite' },
      tokens: { type: 'string', default: String(largeSizes.tokens) },
      only: { type: 'string', default: '' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const { store, only } = values;
  if (values.help === true) return 'help';
  if (store !== 'sqlite' && store !== 'postgres') throw new Error(`--store is sqlite or postgres: ${store}`);
  const tokens = Number(values.tokens);
  if (!(tokens >= 1000)) throw new Error(`--tokens is not a number from 1000 on: ${values.tokens}`);
  return { store, only, sizes: { ...largeSizes, tokens, auditRows: tokens } };
}

export type PagesOptions = {
  readonly store: 'sqlite' | 'postgres';
  readonly sizes: Sizes;
  readonly only: string;
};

const looks = 7;
/** Milliseconds. */
const budget = 50;

const administrator = {
  ...{ username: 'carol', password: 'river orchard candle', sub: 'carol-0003', role: 'admin' },
} as const;
const busiest: Busiest = { userId: administrator.sub, username: administrator.username, clientId: 'busiest' };
const bootstrap = {
  users: [administrator],
  clients: [
    {
      ...{ client_id: busiest.clientId, token_endpoint_auth_method: 'none' },
      ...{ redirect_uris: ['https://client.example/cb'], scope: 'openid profile' },
    },
  ],
};

type Measured = { readonly address: string; readonly processor: number; readonly elapsed: number };

export async function measurePages(options: PagesOptions): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-pages-'));
  const storage = options.store === 'postgres' ? await postgresDatabase() : null;
  try {
    const { environment, start } = await settle(folder, storage?.dsn ?? null);
    await (await start()).stop();
    console.error(`filling: ${options.sizes.tokens} tokens, ${options.sizes.auditRows} entries`);
    await fill(fillingStatements(options.sizes, busiest, Math.floor(Date.now() / 1000)), {
      file: join(folder, 'data', 'grantor.db'),
      dsn: storage?.dsn ?? null,
    });
    const running = await start();
    try {
      const browser = plainBrowser({ origin: environment['BASE_URL'] ?? '' });
      await signInPlainly(browser, administrator);
      tell(await measureAll(browser, options), options);
    } finally {
      await running.stop();
    }
  } finally {
    await storage?.close();
    await rm(folder, { recursive: true, force: true });
  }
}

type Home = {
  readonly environment: Readonly<Record<string, string>>;
  start(): Promise<RunningServer>;
};

async function settle(folder: string, dsn: string | null): Promise<Home> {
  await writeFile(join(folder, 'bootstrap.json'), JSON.stringify(bootstrap), { mode: 0o600 });
  const address = `127.0.0.1:${await freePort()}`;
  const environment = {
    ...{ SERVER_ADDR: address, BASE_URL: `http://${address}`, ENABLE_RATE_LIMIT: 'false' },
    ...served,
    ...{ DATA_DIR: join(folder, 'data'), BOOTSTRAP_FILE: join(folder, 'bootstrap.json') },
    ...(dsn === null ? {} : { DATABASE_DRIVER: 'postgres', DATABASE_DSN: dsn }),
  };
  return {
    environment,
    async start() {
      const loaded = loadConfiguration(environment, folder);
      if (!loaded.ok) throw new Error(loaded.problems.map(describeProblem).join('\n'));
      const log = createLog('error', { write: (line) => void process.stderr.write(line) });
      return startServer({ configuration: loaded.configuration, environment, log });
    },
  };
}

async function measureAll(browser: PlainBrowser, { only }: PagesOptions): Promise<readonly Measured[]> {
  const measured: Measured[] = [];
  for (const address of Object.values(pageAddresses(busiest)).flat()) {
    if (address.includes(only)) measured.push(await measure(browser, address));
  }
  return measured;
}

async function measure(browser: PlainBrowser, address: string): Promise<Measured> {
  const processor: number[] = [];
  const elapsed: number[] = [];
  for (let look = 0; look < looks; look++) {
    const [started, used] = [performance.now(), process.cpuUsage()];
    const answer = await browser.get(address);
    await answer.text();
    if (answer.status !== 200) throw new Error(`${address} answered ${answer.status}`);
    const { user, system } = process.cpuUsage(used);
    elapsed.push(performance.now() - started);
    processor.push((user + system) / 1000);
  }
  return { address, processor: median(processor), elapsed: median(elapsed) };
}

function tell(measured: readonly Measured[], { store, sizes }: PagesOptions): void {
  const slowest = measured.toSorted((one, other) => other.processor - one.processor);
  const rows = slowest.map(
    ({ address, processor, elapsed }) =>
      `| ${processor.toFixed(1).padStart(6)} | ${elapsed.toFixed(1).padStart(7)} | ${address} |`,
  );
  console.log(['| ms of processor | ms elapsed | page |', '|---|---|---|', ...rows].join('\n'));
  const over = slowest.filter(({ processor }) => processor > budget).length;
  const middle = median(slowest.map(({ processor }) => processor)).toFixed(1);
  console.log(
    `\n${slowest.length} pages on ${store}, ${sizes.tokens} tokens: median ${middle} ms, slowest ` +
      `${slowest[0]?.processor.toFixed(1)} ms, ${over} over ${budget} ms; ${cpus()[0]?.model ?? ''}, ${availableParallelism()} cores`,
  );
  if (over > 0) process.exitCode = 1;
}
