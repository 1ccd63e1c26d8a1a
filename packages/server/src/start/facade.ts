/**
 * The composition root of a server over somebody else's engine: opens no database, keeps nothing but generated secrets
 * (federation-vci-authlete.md ATL-7). Readable from top to bottom; decides nothing.
 */

import { createHmac, hkdfSync } from 'node:crypto';
import { createProxyTrust, instant, type Secret } from '@grantor/protocol';
import * as authlete from '@grantor/protocol/authlete';
import { cookieJar } from '../accounts/cookies.ts';
import { createPasswords } from '../accounts/passwords.ts';
import { createFacadeApp, type FacadeApp } from '../app/facade-routes.ts';
import type { App } from '../app/serve-routes.ts';
import { openBranding } from '../branding/branding.ts';
import { prepareDataFolder, resolveSecrets } from '../config/secret-files.ts';
import { type ServerKeys, serverKeys } from '../config/secrets.ts';
import type { Configuration } from '../config/types.ts';
import { attemptWith } from '../facade/attempt.ts';
import { createBrowser } from '../facade/browser.ts';
import { createControlPlane } from '../facade/control-plane.ts';
import { createDocuments } from '../facade/documents.ts';
import { createEndpoints } from '../facade/endpoints.ts';
import { readPeople, readResourceServers } from '../facade/files.ts';
import { createFurtherEndpoints } from '../facade/further-endpoints.ts';
import { limitedEndpoints } from '../facade/limits.ts';
import { createTell } from '../facade/messages.ts';
import { createPeople } from '../facade/people.ts';
import { createResourceServers } from '../facade/resource-servers.ts';
import { basePathOf } from '../http/base-path.ts';
import { createMemoryLimits } from '../limits/limit-store.ts';
import { createLimits } from '../limits/limits.ts';
import { createOutbound } from '../outbound/outbound.ts';
import { loadAssets } from '../pages/everywhere.ts';
import type { Log } from '../telemetry/log.ts';
import { noMetrics } from '../telemetry/metrics/metrics.ts';
import { openCertificate } from './certificate.ts';
import { clientAddressReader } from './client-address.ts';
import { certificateSources } from './client-certificates.ts';
import { limitSettings } from './limits.ts';
import { type Listening, takePort } from './listen.ts';
import { outboundPolicy } from './outbound-policy.ts';
import { createRandom } from './random.ts';
import { version } from './version.ts';

export type FacadeWorld = {
  readonly configuration: Configuration;
  readonly log: Log;
  readonly now?: () => number;
};

export type RunningFacade = Pick<Listening, 'port' | 'hosts'> & {
  /** Says that it is ready: a line for the log, and words for whoever typed the command. */
  announce(): void;
  /** Finishes accepted requests (operations.md B-7). */
  stop(): Promise<'drained' | 'cut'>;
};

/** Milliseconds for the whole of an answer (federation-vci-authlete.md ATL-19). */
const longestAnswer = 10_000;

/** Resolves when it accepts requests. Rejects with a message the operator can act on. */
export async function startFacade(world: FacadeWorld): Promise<RunningFacade> {
  const { configuration, log } = world;
  const { server } = configuration;
  const draining = new AbortController();
  const certificate = await openCertificate(configuration, log);
  const listening = await takePort({ ...server, certificate }, draining.signal);
  const app = await createApp(world, () => draining.signal.aborted).catch(async (failure: unknown) => {
    await listening.close(0);
    throw failure;
  });
  listening.serve(app);
  const { port, hosts } = listening;
  return {
    ...{ port, hosts },
    announce() {
      log.info('ready', { version: version(), issuer: server.baseUrl, port, engine: 'authlete' });
      process.stderr.write(`\nGrantor serves ${server.baseUrl} for ${configuration.facade.serviceUrl}\n\n`);
    },
    async stop() {
      draining.abort();
      await new Promise((resolve) => setTimeout(resolve, server.shutdownDrainMilliseconds));
      return listening.close(server.shutdownTimeoutMilliseconds);
    },
  };
}

async function createApp(world: FacadeWorld, isDraining: () => boolean): Promise<App> {
  const { configuration, log, now = Date.now } = world;
  const { server, sessions } = configuration;
  const { baseUrl, siteName, trustedProxies } = server;
  await prepareDataFolder(server.dataDir);
  const values = await resolveSecrets(configuration);
  const shared = await openService(world, values.jwt.current);
  const limits = createLimits(limitSettings(configuration), createMemoryLimits(now));
  const sessionLifetime = sessions.maxAge;
  const keys = serverKeys(values);
  return createFacadeApp({
    endpoints: limitedEndpoints(createEndpoints(shared), limits),
    further: createFurtherEndpoints(shared, limits),
    requests: requestsOf(configuration, keys, log),
    aliases: server.endpointAliases ? 'served' : 'refused',
    authorization: {
      ...{ ...shared, limits },
      browser: createBrowser({ baseUrl, keys, sessionLifetime }),
      pages: {
        ...{
          siteName,
          assets: loadAssets(await openBranding(server)),
          reference: 'not_served',
          credentials: 'refused',
        },
        shownAs: cookieJar(baseUrl).shownAs,
      },
      attempt: attemptWith(shared.people, limits),
      now: () => instant(now()),
    },
    arrival: {
      readAddress: clientAddressReader(trustedProxies, log, () => {}),
      trusts: createProxyTrust(trustedProxies),
      certificates: certificateSources(server, log, noMetrics),
      basePath: basePathOf(baseUrl),
    },
    ...{ cors: configuration.cors, isDraining, log },
  });
}

/** Who tells people that they are asked, and whom it is told; null: nobody does. */
function requestsOf(configuration: Configuration, keys: ServerKeys, log: Log): FacadeApp['requests'] {
  const { enabled, notifyUrl } = configuration.backchannel;
  if (!enabled || notifyUrl === null) return null;
  const tell = createTell({
    outbound: createOutbound(outboundPolicy(configuration)),
    wait: (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000).unref()),
    onFailure: (cause) => log.error('what there is to say of a request to a person was not taken', { cause }),
  });
  return { keys, tell, notifyUrl };
}

/** The service, and what this server adds to it. */
async function openService({ configuration, log, now = Date.now }: FacadeWorld, jwtSecret: Secret) {
  const { facade, server } = configuration;
  const { baseUrl } = server;
  const passwords = createPasswords({ random: createRandom() });
  const controlPlane = createControlPlane(authlete.operations, {
    ...serviceOf(configuration),
    onAway: (operation, failure) => log.error('the service does not answer', { operation, failure }),
  });
  const onOtherIssuer = (issuer: string): void =>
    log.error('the service is another issuer than BASE_URL', { issuer });
  return {
    ...{ controlPlane, baseUrl },
    people: createPeople(await readPeople(facade.usersFile), passwords),
    resourceServers: createResourceServers(await readResourceServers(facade.resourceServersFile)),
    documents: createDocuments({ controlPlane, baseUrl, now, onOtherIssuer }),
    pairwiseSubject: pairwiseBy(jwtSecret),
  };
}

function serviceOf({ facade, authlete: { serviceId, apiTokens } }: Configuration) {
  const [token] = apiTokens;
  if (token === undefined) throw new Error('AUTHLETE_API_TOKEN is missing'); // refused with the configuration
  return { url: `${facade.serviceUrl}/api/${serviceId}`, token, timeout: longestAnswer, fetch };
}

/** advanced.md PWS-1, by a key of JWT_SECRET's: every process that speaks for the issuer has that one. */
function pairwiseBy(secret: Secret): (sector: string, subject: string) => string {
  const key = new Uint8Array(hkdfSync('sha256', secret.reveal(), '', 'grantor pairwise subject', 32));
  return (sector, subject) => createHmac('sha256', key).update(`${sector}\n${subject}`).digest('base64url');
}
