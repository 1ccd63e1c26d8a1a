/**
 * The composition root: makes every part once, in the order operations.md B-1 gives, and hands each what it
 * needs. Readable from top to bottom; decides nothing.
 */

import { type Clock, type Commit, createEngine, proofAlgorithms } from '@grantor/engine';
import { instant, secondOf } from '@grantor/protocol';
import { browserStates } from '../accounts/browser-state.ts';
import { cookieJar } from '../accounts/cookies.ts';
import { createPasswords } from '../accounts/passwords.ts';
import { createSessionUses } from '../accounts/session-uses.ts';
import { openBranding } from '../branding/branding.ts';
import { noRelay } from '../cluster/relay.ts';
import { policyOf } from '../config/policy.ts';
import { prepareDataFolder, resolveSecrets } from '../config/secret-files.ts';
import { serverKeys } from '../config/secrets.ts';
import { within } from '../http/within.ts';
import { createSharedSecrets } from '../keys/shared-secrets.ts';
import { createLogos } from '../logos/logos.ts';
import { noticesOf } from '../outbox/notices.ts';
import { loadAssets, locales } from '../pages/index.ts';
import type { Site } from '../site/site.ts';
import { withAdmission } from '../store/admission.ts';
import { withAccounts } from '../store/application-users.ts';
import { createClientUses } from '../store/client-uses.ts';
import { createTotals } from '../store/counts.ts';
import { addDailyStatistics } from '../store/daily-statistics.ts';
import { createEngineStore } from '../store/engine-store.ts';
import { createSecretUses } from '../store/secret-uses.ts';
import { synchronousAudit } from '../telemetry/audit.ts';
import { createDailyStatistics } from '../telemetry/daily-statistics.ts';
import { countFacts } from '../telemetry/metrics/facts.ts';
import { noMetrics } from '../telemetry/metrics/metrics.ts';
import { statementMetrics } from '../telemetry/metrics/statements.ts';
import { createObserver } from '../telemetry/observer.ts';
import { createOutsideText } from '../telemetry/outside-text.ts';
import { administrationPorts, foreignSubjects } from './administration.ts';
import { arrivalOf } from './arrival.ts';
import { countingEvents, openAudit } from './audit.ts';
import { operatorNoticesOf } from './backchannel.ts';
import { browserSignInOf } from './browser-sign-in.ts';
import { engineCaches, openCaches, verifiedTokens } from './caches.ts';
import { cleanupChores } from './cleanup.ts';
import { openAuthorities } from './client-certificates.ts';
import { blockingPolicy, notingSource, readBlockedDomains } from './client-documents.ts';
import { openCredentials, withCredentials } from './credentials.ts';
import { digestChore } from './digest.ts';
import { heldBack, readingEngine } from './engine-calls.ts';
import { openExternalApi } from './external-api.ts';
import { openFederation } from './federation.ts';
import { createApps, openFrontEnds } from './front-ends.ts';
import type { Held } from './held.ts';
import { createLifeAudit } from './life-audit.ts';
import { openLimits } from './limits.ts';
import { byMail, openMail } from './mail.ts';
import { addGauges, exportOf, gaugeChores, measuredKeys, openMetrics, storeMetrics } from './metrics.ts';
import { openNotices } from './notices.ts';
import { openOutbound } from './outbound.ts';
import { createPeopleEvents } from './people-events.ts';
import { createRandom } from './random.ts';
import { openRedisOf } from './redis.ts';
import { clientRules, seed } from './seed.ts';
import { factorPorts, ownCores, passwordRules, sessionPolicy } from './settings.ts';
import { openKeyRing } from './signing-keys.ts';
import { checkSecrets, openStorage } from './storage.ts';
import { watchSystem } from './system.ts';
import { tracedEngine, tracedStatements, tracingOf } from './tracing.ts';
import { startUpkeep } from './upkeep.ts';
import { openUpstream } from './upstream.ts';
import { version } from './version.ts';
import type { Instance, World } from './world.ts';

export type { Instance, World } from './world.ts';

export const systemClock: Clock = { now: () => instant(Date.now()) };

/**
 * Everything but a port: resolves when the app can answer. Once `draining` is aborted, it answers that it is not
 * ready. Rejects with a message the operator can act on, and leaves nothing open then.
 */
export async function startInstance(world: World, draining: AbortSignal): Promise<Instance> {
  const { configuration, log } = world;
  const branding = await openBranding(configuration.server);
  await prepareDataFolder(configuration.server.dataDir);
  const secretValues = await resolveSecrets(configuration);
  const registry = await openMetrics(configuration);
  const tracing = await tracingOf(configuration);
  const watches = [
    ...(registry === null ? [] : [statementMetrics(registry)]),
    ...(tracing === null ? [] : [tracedStatements(tracing)]),
  ];
  const database = await openStorage(configuration, log, watches);
  const secrets = serverKeys(secretValues);
  const metrics = registry ?? noMetrics;
  const redis = await openRedisOf({ configuration, log, metrics, tracing, secret: secrets.redis });
  return startOn(
    { draining, branding, database, redis, secretValues, secrets, registry, tracing },
    world,
  ).catch(async (failure: unknown) => {
    redis?.close();
    await database.close();
    throw failure;
  });
}

async function startOn(
  { draining, branding, database, redis, secretValues, secrets, registry, tracing }: Held,
  world: World,
): Promise<Instance> {
  const { configuration, environment, log, clock = systemClock, accounts, workers } = world;
  const { server } = configuration;
  const failed = (doing: string) => (cause: unknown) => log.error(doing, { failure: cause });

  await checkSecrets(database, secretValues);
  if (workers?.starts !== 'worker') await database.giveBack();
  const random = createRandom();
  const passwords = createPasswords({ random, cores: ownCores(configuration) });
  const metrics = registry ?? noMetrics;
  const statistics = createDailyStatistics();
  const audit = openAudit(world, database, [statistics.count, countingEvents(metrics)]);
  const addStatistics = (): Promise<void> => {
    const { counts, people } = statistics.take();
    return addDailyStatistics(database, counts, people);
  };
  const firstRun = await seed(
    {
      ...{ configuration, environment, database, passwords, random, audit, log, accounts, workers },
      saltKey: secrets.passwordSalt,
      sealer: secrets,
    },
    clock.now(),
  );

  const outside = createOutsideText(secrets.outsideText);
  const secretUses = createSecretUses(database);
  const observer = createObserver({ audit, metrics, outside, secretUses }, ({ endpoint, cause, source }) =>
    log.error('request failed', { endpoint, requestId: source.requestId, failure: cause }),
  );
  const sharing = { redis, secret: secrets.redis, relay: workers?.relay ?? noRelay };
  const caches = openCaches({ configuration, database, metrics, ...sharing });
  const shared = { configuration, database, clock, random, secrets, audit, accounts };
  const keyWorld = { ...shared, verified: verifiedTokens(caches), failed: failed('audit') };
  const ring = await openKeyRing(keyWorld, secondOf(clock.now()));
  const mail = await openMail({ ...shared, failed: failed('mail') });
  const changes = { database, audit, now: clock.now, outbox: mail?.outbox ?? null };
  const clientUses = createClientUses(database);
  const keys = registry === null ? ring : measuredKeys(ring, registry);
  const limits = openLimits(world, clock, redis);
  const stored = createEngineStore(database, {
    ...engineCaches(caches, { database, workers }),
    ...(configuration.audit.enabled ? { synchronousAudit } : {}),
    ...(mail === null ? {} : { messages: noticesOf(random) }),
    ...operatorNoticesOf(configuration, secrets),
    onCommitted: (commit) => committed(commit),
    ...(registry === null ? {} : storeMetrics(registry)),
  });
  const blocked = await readBlockedDomains(database, configuration.clientDocuments.blockedDomains);
  const { admission, upstream } = openUpstream({ ...shared, changes, tracing });
  const peopled = accounts === undefined ? withAdmission(stored, admission) : withAccounts(stored, accounts);
  const { outbound, documents, entities, logoFiles, ...fetched } = openOutbound({ ...shared, tracing });
  const { clientKeys, sectors } = fetched;
  const federation = await openFederation({ ...shared, entities, failed: failed('audit') });
  const policy = blockingPolicy({ ...policyOf(configuration, locales), ...federation.rules }, blocked);
  const store = await withCredentials(peopled, policy);
  const noting = notingSource(documents, { database, now: clock.now, failed: failed('client documents') });
  const detailsTypes = { list: store.listDetailsTypes };
  const outward = { ...fetched, documents: noting, clock, federation: federation.ports };
  const subjects = foreignSubjects({ ...changes, random, store, accounts });
  const authorities = await openAuthorities(server);
  const sharedSecrets = createSharedSecrets(secrets);
  const own = { keys, random, secrets, sharedSecrets, limits, observer: heldBack(observer) };
  const ports = { ...outward, ...own, store, subjects, detailsTypes, authorities };
  const bare = readingEngine(createEngine(ports, policy), stored);
  const credentials = await openCredentials({ ...shared, policy, ports, stored, failed: failed('audit') });
  const engine = tracing === null ? bare : tracedEngine(bare, tracing);
  const notices = openNotices(
    {
      ...{ database, keys, clientKeys, issuer: policy.issuer, outbound, clock, random, audit, metrics },
      findClient: (client) => store.findClient(client),
      onFirstFailure: (failure) => log.warn('logout notice not taken', failure),
      onFailure: failed('logout notices'),
    },
    { database, outbound, clock, secrets, audit, onFailure: failed('backchannel notices') },
  );
  const committed = (commit: Commit): void => {
    audit.committed(commit);
    clientUses.saw(commit);
    if (registry !== null) countFacts(registry, commit);
    notices.saw(commit);
  };

  const sessionUses = createSessionUses(database);
  const cookies = cookieJar(server.baseUrl);
  const external = openExternalApi({
    ...{ configuration, changes, clock, random, accounts, metrics, log, tracing },
  });
  const system = watchSystem(configuration, {
    environment,
    startedAt: secondOf(clock.now()),
    sendNotices: notices.sendAgain,
  });
  const site: Site = {
    baseUrl: server.baseUrl,
    proofAlgorithms: proofAlgorithms(policy),
    ...{ engine, store, detailsTypes, database, now: clock.now, cookies, limits },
    csrfKey: secrets.csrf,
    sessions: { database, random, policy: sessionPolicy(configuration), accounts, admission },
    signIn: { database, passwords, limits, deviceKey: secrets.knownDevice, accounts, external },
    rememberMe: configuration.sessions.rememberMe ? 'offered' : 'not_offered',
    people: createPeopleEvents({ changes, metrics, failed: failed('audit') }),
    accounts: {
      ...{ ...changes, passwords, random },
      passwordRules: passwordRules(configuration),
    },
    clients: {
      ...{ ...changes, random, rules: clientRules(configuration), sectors, clientKeys, sealer: secrets },
      forgetClient: stored.forgetClient,
      ...{ forgetResources: stored.forgetResources, forgetDetailsTypes: stored.forgetDetailsTypes },
    },
    observer,
    changes,
    factors: factorPorts(server, { database, random, secrets }),
    ...administrationPorts(configuration, { ...changes, ring, store, stored, blocked }),
    ...{ system: system.facts, totals: createTotals(database, caches.metrics), outside },
    pages: {
      ...{ siteName: server.siteName, assets: loadAssets(branding), shownAs: cookies.shownAs },
      reference: server.apiDescription ? 'served' : 'not_served',
      credentials: policy.credentials,
    },
    logos: createLogos({ documents: logoFiles, key: secrets.logo }),
    cors: configuration.cors,
    browserSignIn: browserSignInOf({
      ...{ configuration, database, admission, accounts, uses: sessionUses },
      ...{ key: secrets.forwardCookie, noting: stored.noting },
    }),
    browserStates:
      policy.sessionManagement === 'served' ? browserStates(secrets.browserState, cookies) : null,
    ...{ backchannel: policy.backchannel, credentials: credentials.site, federation: federation.standing },
    aliases: server.endpointAliases ? 'served' : 'refused',
    description: server.apiDescription
      ? { version: version(), metrics: registry === null ? 'not_exported' : 'exported' }
      : null,
    upstream,
    byMail: byMail(configuration, changes.outbox),
  };
  const { app, frontEndApp } = createApps(configuration, {
    ...{ site, frontEnds: await openFrontEnds(configuration, { site, engine, log }) },
    readiness: { database, redis, isDraining: () => draining.aborted, now: clock.now, log },
    tracing,
    arrival: arrivalOf(server, { log, metrics, system }),
    log,
    metrics: exportOf(registry, world),
  });
  if (registry !== null) addGauges(registry, { database, passwords, audit, caches });
  const life = createLifeAudit({ audit, failed: failed('audit'), workers });
  life.started(server.baseUrl);

  notices.start(5_000);
  mail?.sender.start(5_000);
  const upkeep = startUpkeep(
    [
      { name: 'signing keys', every: 10_000, work: () => ring.refresh(secondOf(clock.now())) },
      ...[...credentials.chores, ...federation.chores],
      { name: 'blocked domains', every: 10_000, work: () => blocked.reload() },
      { name: 'session uses', every: 10_000, work: () => sessionUses.note() },
      { name: 'daily statistics', every: 10_000, work: addStatistics },
      { name: 'client uses', every: 10_000, work: () => clientUses.note() },
      { name: 'secret uses', every: 10_000, work: () => secretUses.note() },
      ...cleanupChores({
        ...{ configuration, database, clock, audit, metrics: registry },
        onCleaned: system.cleaned,
        onFailed: system.cleanupFailed,
      }),
      digestChore({
        ...{ changes, random, ring, providers: upstream.providers },
        keyRotationInterval: configuration.keys.rotationInterval,
        cleanupFailsSince: system.cleanupFailsSince,
      }),
      ...gaugeChores(registry, { configuration, database, clock, caches, workers, failed: failed('gauges') }),
    ],
    (name, cause) => log.error('upkeep failed', { name, failure: cause }),
  );

  return {
    ...{ app, frontEndApp },
    engine,
    site,
    database,
    firstRun,
    async close(outcome) {
      await Promise.all([upkeep.stop(), notices.stop(), mail?.sender.stop()]);
      life.stopped(outcome);
      await within(configuration.audit.shutdownTimeoutMilliseconds, audit.flush()).catch(failed('audit'));
      await addStatistics().catch(failed('daily statistics'));
      redis?.close();
      await database.close();
      if (tracing !== null) await within(2000, tracing.close()).catch(() => {});
    },
  };
}
