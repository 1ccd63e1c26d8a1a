import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FEATURES, type Variant } from '../setup/features.ts';
import { REGISTRATION_TOKEN } from '../setup/fixtures.ts';
import { hasCertificates, isSecure, toldAt, toldOf } from '../setup/told.ts';
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
  proxied: { TRUSTED_PROXIES: '127.0.0.1', MTLS_CERT_HEADER: 'Client-Cert' },
  fapi: { PROFILE: 'fapi2-security', DYNAMIC_CLIENT_REGISTRATION_TOKEN: REGISTRATION_TOKEN },
  'fapi-secure': { PROFILE: 'fapi2-security' },
  'fapi-signing': { PROFILE: 'fapi2-message-signing' },
  certification: { PROFILE: 'oidc-certification', ENABLE_SESSION_MANAGEMENT: 'true' },
  mcp: { PROFILE: 'mcp' },
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

const REQUESTED = { status: 204, body: '' };

async function transport(
  variant: Variant,
  secure: SecureSetUp | null,
): Promise<Readonly<Record<string, string>>> {
  if (secure === null) return {};
  const { certificate, key, clientAuthority } = secure.files;
  if (!isSecure(variant)) return { MTLS_CA_FILE: clientAuthority };
  return {
    TLS_CERT_FILE: certificate,
    TLS_KEY_FILE: key,
    MTLS_PORT: String(await freePort()),
    MTLS_CA_FILE: clientAuthority,
  };
}

/** As an operator does it, who waits until every process has learned of it. */
async function rotate(environment: Readonly<Record<string, string>>): Promise<void> {
  const command = startChild([MAIN, 'rotate-keys'], environment);
  const [code] = await once(command.process, 'exit');
  if (code !== 0) throw new Error(`no keys were made:\n${command.output()}`);
}

async function start(variant: Variant): Promise<RunningTarget> {
  const folder = await mkdtemp(join(tmpdir(), 'grantor-compliance-'));
  const bootstrap = join(folder, 'bootstrap.json');
  const secure = hasCertificates(variant) ? await createSecureSetUp() : null;
  const hosts = await createDocumentHosts();
  const site = await hosts.open();
  const notifications = { client: site.publish(() => REQUESTED), operator: site.publish(() => REQUESTED) };
  const told = toldAt(toldOf(variant, secure?.certificates ?? null), notifications.client.url);
  await writeFile(bootstrap, JSON.stringify(told), { mode: 0o600 });
  const port = await freePort();
  const issuer = isSecure(variant) ? `https://localhost:${port}` : `http://127.0.0.1:${port}`;
  const environment = {
    ...hosts.env,
    OUTBOUND_ALLOWED_HOSTS: 'localhost',
    SERVER_ADDR: `127.0.0.1:${port}`,
    BASE_URL: issuer,
    DATA_DIR: join(folder, 'data'),
    BOOTSTRAP_FILE: bootstrap,
    ENABLE_RATE_LIMIT: 'false',
    ENABLE_CIBA: 'true',
    CIBA_NOTIFY_URL: notifications.operator.url,
    ...VARIANTS[variant],
    ...(await transport(variant, secure)),
  };
  const child = startChild([...hosts.args, MAIN], environment);
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
  return {
    ...{ issuer, features, fixtures: told, stop, notifications, ...shown },
    openHost: () => hosts.open(),
    rotateKeys: () => rotate(environment),
  };
}

export const grantor: Target = { name: 'grantor', features, start };
