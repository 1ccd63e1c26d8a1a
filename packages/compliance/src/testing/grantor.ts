import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FEATURES, type Variant } from '../setup/features.ts';
import { fixtures, REGISTRATION_TOKEN } from '../setup/fixtures.ts';
import type { RunningTarget, Target } from '../targets/target.ts';
import { type Child, freePort, startChild } from './child.ts';
import { createDocumentHosts } from './document-hosts.ts';

// Grantor itself, started as an operator starts it and known only by its address.

const MAIN = fileURLToPath(new URL('../../../server/src/main.mjs', import.meta.url));
const START_WITHIN_MS = 30_000;
const ASK_EVERY_MS = 100;

const VARIANTS: Readonly<Record<Variant, Readonly<Record<string, string>>>> = {
  default: {},
  strict: {
    REFRESH_TOKEN_GRACE_PERIOD: '0',
    AUTH_CODE_EXPIRATION: '2s',
    DEVICE_CODE_EXPIRATION: '2s',
    PAR_EXPIRATION: '2s',
    POLLING_INTERVAL: '1s',
  },
  brief: { REFRESH_TOKEN_GRACE_PERIOD: '2s', CLIENT_LIFETIME: '3s', ENABLE_REQUEST_URI: 'true' },
  guarded: { DYNAMIC_CLIENT_REGISTRATION_TOKEN: REGISTRATION_TOKEN },
  legacy: { ENABLE_LEGACY_RESPONSE_TYPES: 'true' },
  closed: {
    ENABLE_DYNAMIC_CLIENT_REGISTRATION: 'false',
    ENABLE_CLIENT_ID_METADATA: 'false',
    ENDPOINT_ALIASES: 'false',
    ENABLE_RATE_LIMIT: 'true',
    DYNAMIC_CLIENT_REGISTRATION_RATE_LIMIT: '3',
  },
};

const features = new Set(FEATURES);

async function isHealthy(issuer: string): Promise<boolean> {
  try {
    return (await fetch(`${issuer}/health`)).status === 200;
  } catch {
    return false;
  }
}

async function waitUntilHealthy(issuer: string, child: Child): Promise<void> {
  const deadline = Date.now() + START_WITHIN_MS;
  while (!(await isHealthy(issuer))) {
    if (child.process.exitCode !== null) throw new Error(`the server ended at start:\n${child.output()}`);
    if (Date.now() > deadline) throw new Error(`the server was not healthy in time:\n${child.output()}`);
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
  }
}

async function start(variant: Variant): Promise<RunningTarget> {
  const folder = await mkdtemp(join(tmpdir(), 'grantor-compliance-'));
  const bootstrap = join(folder, 'bootstrap.json');
  await writeFile(bootstrap, JSON.stringify(fixtures), { mode: 0o600 });
  const address = `127.0.0.1:${await freePort()}`;
  const issuer = `http://${address}`;
  const hosts = await createDocumentHosts();
  const child = startChild([...hosts.args, MAIN], {
    ...hosts.env,
    OUTBOUND_ALLOWED_HOSTS: 'localhost',
    SERVER_ADDR: address,
    BASE_URL: issuer,
    DATA_DIR: join(folder, 'data'),
    BOOTSTRAP_FILE: bootstrap,
    ENABLE_RATE_LIMIT: 'false',
    ENABLE_CIBA: 'true',
    ...VARIANTS[variant],
  });
  const stop = async (): Promise<void> => {
    await child.stop();
    await hosts.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await waitUntilHealthy(issuer, child);
  } catch (error) {
    await stop();
    throw error;
  }
  return { issuer, fixtures, features, openHost: () => hosts.open(), stop };
}

export const grantor: Target = { name: 'grantor', features, start };
