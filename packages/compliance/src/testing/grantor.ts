import { FEATURES, type Variant } from '../setup/features.ts';
import { federation } from '../setup/issuing.ts';
import { hasCertificates, isSecure, toldAt, toldOf } from '../setup/told.ts';
import type { RunningTarget, Target } from '../targets/target.ts';
import { createDocumentHosts } from './document-hosts.ts';
import { freePort } from './free-port.ts';
import { PLAIN, startOwnServer, VARIANTS } from './own-server.ts';
import { createSecureSetUp, type SecureSetUp } from './secure-set-up.ts';

// One server with its own engine and its own pages.

const features = new Set(FEATURES);

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

async function start(variant: Variant): Promise<RunningTarget> {
  const secure = hasCertificates(variant) ? await createSecureSetUp() : null;
  const hosts = await createDocumentHosts();
  const site = await hosts.open();
  const notifications = { client: site.publish(() => REQUESTED), operator: site.publish(() => REQUESTED) };
  const told = toldAt(toldOf(variant, secure?.certificates ?? null), notifications.client.url);
  const port = await freePort();
  const issuer = isSecure(variant) ? `https://localhost:${port}` : `http://127.0.0.1:${port}`;
  const leave = async (): Promise<void> => {
    await hosts.stop();
    await secure?.remove();
  };
  const server = await startOwnServer({
    origin: issuer,
    args: hosts.args,
    files: { BOOTSTRAP_FILE: told, ...(variant === 'issuing' ? { FEDERATION_FILE: federation } : {}) },
    env: {
      ...hosts.env,
      ...PLAIN,
      SERVER_ADDR: `127.0.0.1:${port}`,
      BASE_URL: issuer,
      CIBA_NOTIFY_URL: notifications.operator.url,
      ...VARIANTS[variant],
      ...(await transport(variant, secure)),
    },
  }).catch(async (failure: unknown) => {
    await leave();
    throw failure;
  });
  const stop = async (): Promise<void> => {
    await server.stop();
    await leave();
  };
  const shown = secure === null ? {} : { certificates: secure.certificates };
  return {
    ...{ issuer, features, fixtures: told, stop, notifications, ...shown },
    openHost: () => hosts.open(),
    rotateKeys: server.rotateKeys,
  };
}

export const grantor: Target = { name: 'grantor', features, start };
