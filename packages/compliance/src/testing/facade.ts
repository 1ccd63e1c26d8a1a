import { argon2Sync, createHash, randomBytes } from 'node:crypto';
import { FEATURES, type Feature, type Variant } from '../setup/features.ts';
import type { Fixtures, FixtureUser } from '../setup/fixture.ts';
import { federation } from '../setup/issuing.ts';
import { hasCertificates, isSecure, toldAt, toldOf } from '../setup/told.ts';
import type { RunningTarget, Target } from '../targets/target.ts';
import { createDocumentHosts } from './document-hosts.ts';
import { freePort } from './free-port.ts';
import { PLAIN, startOwnServer, VARIANTS } from './own-server.ts';
import { createSecureSetUp } from './secure-set-up.ts';

// Two processes: a server that keeps nothing in front, and one that serves the Authlete API behind it.

/** What is not there at all, so that no case is about it; docs/another-engine.md tells operators. */
const WITHOUT: readonly Feature[] = [
  // People choose between accounts, and find what they are asked, on pages of accounts
  ...(['account_choice', 'account_requests'] as const),
  // The API knows of no sessions
  ...(['backchannel_logout', 'frontchannel_logout', 'session_management'] as const),
  // Keys are the service's, and read anew after minutes
  'key_rotation',
  // No operation of the API describes a token to its holder
  'tokeninfo',
];

const features = new Set(FEATURES.filter((feature) => !WITHOUT.includes(feature)));

const PATIENCE = new URL('./patient-client.ts', import.meta.url).href;

const REQUESTED = { status: 204, body: '' };

const TOKEN = 'the-token-of-the-service-of-the-compliance-suite';

const unpadded = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64').replace(/=+$/, '');

function passwordHash(message: string): string {
  const nonce = randomBytes(16);
  const hash = argon2Sync('argon2id', {
    ...{ message, nonce, memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 },
  });
  return `$argon2id$v=19$m=19456,t=2,p=1$${unpadded(nonce)}$${unpadded(hash)}`;
}

const person = ({ username, password, email, email_verified, sub, claims }: FixtureUser) => ({
  loginId: username,
  subject: sub,
  password: passwordHash(password),
  claims: { ...claims, email, email_verified },
});

/** The same clients ask about tokens as anywhere, though nobody behind knows that they do. */
const resourceServers = ({ clients }: Fixtures) =>
  clients.flatMap(({ client_id, client_secret, token_endpoint_auth_method }) =>
    client_secret === undefined || token_endpoint_auth_method !== 'client_secret_basic'
      ? []
      : [
          {
            id: client_id,
            uri: `https://${client_id}.example/`,
            secret_sha256: createHash('sha256').update(client_secret).digest('base64url'),
          },
        ],
  );

async function start(variant: Variant): Promise<RunningTarget | undefined> {
  // A port of its own that asks for certificates is refused in front of another engine
  if (isSecure(variant)) return undefined;
  const secure = hasCertificates(variant) ? await createSecureSetUp() : null;
  const [front, behind] = [`127.0.0.1:${await freePort()}`, `127.0.0.1:${await freePort()}`];
  const issuer = `http://${front}`;
  const service = `http://${behind}`;
  const hosts = await createDocumentHosts();
  const site = await hosts.open();
  const notifications = { client: site.publish(() => REQUESTED), operator: site.publish(() => REQUESTED) };
  const told = toldAt(toldOf(variant, secure?.certificates ?? null), notifications.client.url);
  // As an operator has it who gives both of them one `.env` (federation-vci-authlete.md ATL-20)
  const members = variant === 'issuing' ? { FEDERATION_FILE: federation } : {};
  const shared = { ...PLAIN, ...VARIANTS[variant], BASE_URL: issuer, AUTHLETE_API_TOKEN: TOKEN };
  const ends: (() => Promise<void>)[] = [() => hosts.stop(), async () => secure?.remove()];
  const stop = async (): Promise<void> => {
    for (const end of ends.toReversed()) await end();
  };
  try {
    const engine = await startOwnServer({
      origin: service,
      args: hosts.args,
      files: { BOOTSTRAP_FILE: told, ...members },
      env: {
        ...{ ...hosts.env, ...shared, SERVER_ADDR: behind, ENABLE_AUTHLETE_API: 'true' },
        ...(secure === null ? {} : { MTLS_CA_FILE: secure.files.clientAuthority }),
      },
    });
    ends.push(() => engine.stop());
    const facade = await startOwnServer({
      origin: issuer,
      args: [...hosts.args, '--import', PATIENCE],
      files: {
        ...{ USERS_FILE: told.users.map(person), RESOURCE_SERVERS_FILE: resourceServers(told) },
        ...members,
      },
      env: {
        ...{ ...hosts.env, ...shared, SERVER_ADDR: front, ENGINE: 'authlete', AUTHLETE_BASE_URL: service },
        CIBA_NOTIFY_URL: notifications.operator.url,
      },
    });
    ends.push(() => facade.stop());
  } catch (failure) {
    await stop();
    throw failure;
  }
  const shown = secure === null ? {} : { certificates: secure.certificates };
  return {
    ...{ issuer, features, fixtures: told, notifications, stop },
    openHost: () => hosts.open(),
    ...shown,
  };
}

export const facade: Target = { name: 'facade', features, start };
