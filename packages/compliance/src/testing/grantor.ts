import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withCertificates } from '../setup/certificates.ts';
import { fapiFixtures } from '../setup/fapi.ts';
import { FEATURES, type Variant } from '../setup/features.ts';
import { fixtures, REGISTRATION_TOKEN } from '../setup/fixtures.ts';
import type { RunningTarget, Target } from '../targets/target.ts';
import { type Child, freePort, startChild } from './child.ts';
import { createDocumentHosts } from './document-hosts.ts';
import { createSecureSetUp, type SecureSetUp } from './secure-set-up.ts';

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
  secure: {},
  fapi: { PROFILE: 'fapi2-security' },
  'fapi-signing': { PROFILE: 'fapi2-message-signing' },
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

const isFapi = (variant: Variant): boolean => variant.startsWith('fapi');

async function mutualTls({ files }: SecureSetUp): Promise<Readonly<Record<string, string>>> {
  return {
    TLS_CERT_FILE: files.certificate,
    TLS_KEY_FILE: files.key,
    MTLS_PORT: String(await freePort()),
    MTLS_CA_FILE: files.clientAuthority,
  };
}

async function start(variant: Variant): Promise<RunningTarget> {
  const folder = await mkdtemp(join(tmpdir(), 'grantor-compliance-'));
  const bootstrap = join(folder, 'bootstrap.json');
  const secure = variant === 'secure' ? await createSecureSetUp() : null;
  const usual = isFapi(variant) ? fapiFixtures : fixtures;
  const told = secure === null ? usual : withCertificates(secure.certificates);
  await writeFile(bootstrap, JSON.stringify(told), { mode: 0o600 });
  const port = await freePort();
  const issuer = secure === null ? `http://127.0.0.1:${port}` : `https://localhost:${port}`;
  const hosts = await createDocumentHosts();
  const child = startChild([...hosts.args, MAIN], {
    ...hosts.env,
    OUTBOUND_ALLOWED_HOSTS: 'localhost',
    SERVER_ADDR: `127.0.0.1:${port}`,
    BASE_URL: issuer,
    DATA_DIR: join(folder, 'data'),
    BOOTSTRAP_FILE: bootstrap,
    ENABLE_RATE_LIMIT: 'false',
    ENABLE_CIBA: 'true',
    ...VARIANTS[variant],
    ...(secure === null ? {} : await mutualTls(secure)),
  });
  const stop = async (): Promise<void> => {
    await child.stop();
    await hosts.stop();
    await secure?.remove();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await waitUntilHealthy(issuer, child);
  } catch (error) {
    await stop();
    throw error;
  }
  const shown = secure === null ? {} : { certificates: secure.certificates };
  return { ...{ issuer, features, fixtures: told, stop }, openHost: () => hosts.open(), ...shown };
}

export const grantor: Target = { name: 'grantor', features, start };
