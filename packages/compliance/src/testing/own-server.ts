import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Variant } from '../setup/features.ts';
import { REGISTRATION_TOKEN } from '../setup/fixtures.ts';
import { type Child, startChild } from './child.ts';

// Grantor itself, started as an operator starts it and known only by its address.

const MAIN = fileURLToPath(new URL('../../../server/src/main.mjs', import.meta.url));
const ASK_EVERY_MS = 100;

/** What is set beside `PLAIN`. */
export const VARIANTS: Readonly<Record<Variant, Readonly<Record<string, string>>>> = {
  default: {},
  strict: {
    REFRESH_TOKEN_GRACE_PERIOD: '0',
    AUTH_CODE_EXPIRATION: '2s',
    DEVICE_CODE_EXPIRATION: '2s',
    PAR_EXPIRATION: '2s',
    POLLING_INTERVAL: '1s',
  },
  brief: {
    REFRESH_TOKEN_GRACE_PERIOD: '2s',
    CLIENT_LIFETIME: '3s',
    ENABLE_REQUEST_URI: 'true',
    AUTH_CODE_EXPIRATION: '5m',
  },
  guarded: { DYNAMIC_CLIENT_REGISTRATION_TOKEN: REGISTRATION_TOKEN },
  legacy: { ENABLE_LEGACY_RESPONSE_TYPES: 'true' },
  secure: {},
  proxied: { TRUSTED_PROXIES: '127.0.0.1', MTLS_CERT_HEADER: 'Client-Cert' },
  fapi: { PROFILE: 'fapi2-security', DYNAMIC_CLIENT_REGISTRATION_TOKEN: REGISTRATION_TOKEN },
  'fapi-secure': { PROFILE: 'fapi2-security' },
  'fapi-signing': { PROFILE: 'fapi2-message-signing' },
  certification: { PROFILE: 'oidc-certification', ENABLE_SESSION_MANAGEMENT: 'true' },
  mcp: { PROFILE: 'mcp' },
  issuing: { ENABLE_VCI: 'true', ENABLE_ATTESTATION_CHALLENGE: 'true', ENABLE_FEDERATION: 'true' },
  closed: {
    ENABLE_DYNAMIC_CLIENT_REGISTRATION: 'false',
    ENABLE_CLIENT_ID_METADATA: 'false',
    ENDPOINT_ALIASES: 'false',
    ENABLE_RATE_LIMIT: 'true',
    DYNAMIC_CLIENT_REGISTRATION_RATE_LIMIT: '3',
  },
};

export const PLAIN = {
  OUTBOUND_ALLOWED_HOSTS: 'localhost',
  ENABLE_RATE_LIMIT: 'false',
  ENABLE_CIBA: 'true',
} as const;

async function isHealthy(origin: string): Promise<boolean> {
  try {
    return (await fetch(`${origin}/health`)).status === 200;
  } catch {
    return false;
  }
}

/** As long as the process lives: how long a start takes says how busy the machine is. */
async function waitUntilHealthy(origin: string, child: Child): Promise<void> {
  while (!(await isHealthy(origin))) {
    const { exitCode, signalCode } = child.process;
    if (exitCode !== null || signalCode !== null)
      throw new Error(`the server ended at start:\n${child.output()}`);
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
  }
}

export interface OwnServer {
  /** Where it is asked whether it is well. */
  readonly origin: string;
  readonly args?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Written as JSON of these names; a variable of the environment names each. */
  readonly files: Readonly<Record<string, object>>;
}

export interface RunningServer extends Pick<Child, 'stop'> {
  /** As an operator does it, who waits until every process has learned of it. */
  rotateKeys(): Promise<void>;
}

/** Resolves once it is well; what it wrote is gone when it has stopped. */
export async function startOwnServer({ origin, args = [], env, files }: OwnServer): Promise<RunningServer> {
  const folder = await mkdtemp(join(tmpdir(), 'grantor-compliance-'));
  const named: Record<string, string> = {};
  for (const [variable, value] of Object.entries(files)) {
    named[variable] = join(folder, `${variable.toLowerCase()}.json`);
    await writeFile(named[variable], JSON.stringify(value), { mode: 0o600 });
  }
  const environment = { DATA_DIR: join(folder, 'data'), ...named, ...env };
  const child = startChild([...args, MAIN], environment);
  const stop = async (): Promise<void> => {
    await child.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await waitUntilHealthy(origin, child);
  } catch (error) {
    await stop();
    throw error;
  }
  return { stop, rotateKeys: () => rotate(environment) };
}

async function rotate(environment: Readonly<Record<string, string>>): Promise<void> {
  const command = startChild([MAIN, 'rotate-keys'], environment);
  const [code] = await once(command.process, 'exit');
  if (code !== 0) throw new Error(`no keys were made:\n${command.output()}`);
}
