/**
 * Reads and checks the operator's settings, all problems at once (operations K-1 to K-5).
 * Never opens, creates or changes anything, and touches no process state.
 */

import { nearest } from '@grantor/protocol';
import { checkTogether } from './checks.ts';
import { ignoredSettings } from './ineffective.ts';
import { admittingNobody, readOidcProviders } from './oidc-providers.ts';
import { groups, variablesOf } from './schema.ts';
import { type Reading, readSettings } from './settings.ts';
import { inOneLayer, readSource, type Source, textsGiven } from './source.ts';
import type { Configuration, Environment, Loaded, Notice, Problem, StrayName } from './types.ts';
import { parseTarget } from './values/database.ts';
import { namesOf } from './values/variable.ts';

/** The exit code of a refused configuration: EX_CONFIG of sysexits(3), operations K-3. */
export const configurationExitCode = 78;

/** `env` wins over `.env` in `folder`, from which relative paths are resolved too. */
export function loadConfiguration(env: Environment, folder: string): Loaded {
  const { source, problems } = readSource(env, folder);
  return load(source, problems);
}

/** What `env` alone says: no `.env` is looked for. Relative paths are resolved from `folder`. */
export const configurationOf = (env: Environment, folder: string): Loaded =>
  load({ layers: [env], folder, file: new Set() }, []);

function load(source: Source, unreadable: readonly Problem[]): Loaded {
  const reading = readSettings(source);
  const oidc = readOidcProviders(reading.settings.upstream.oidcProviders, source);
  const together = checkTogether(reading.settings, reading.refused);
  const target = targetOf(reading, source.folder);
  const texts = textsGiven(source);
  const ignored = ignoredSettings(texts, new Set([...effectiveNames, ...oidc.names]));
  const contradictions = [...together.problems, ...target.problems];
  const problems = [...unreadable, ...reading.problems, ...oidc.problems, ...contradictions];
  if (problems.length > 0 || target.configuration === null) return { ok: false, problems };
  const configuration = { ...target.configuration, oidcProviders: oidc.providers };
  const notices = [...ignored.notices, ...together.warnings, ...admittingNobody(configuration)];
  return {
    ok: true,
    configuration,
    notices: [...notices, ...unused(configuration)],
    environment: () => Object.fromEntries(texts),
    wholeEnvironment: () => inOneLayer(source),
    strayNames: ignored.strangers.filter((name) => isName(name) && source.file.has(name)).map(strayName),
  };
}

const effectiveNames: ReadonlySet<string> = new Set(groups.flatMap(variablesOf).flatMap(namesOf));

/** `parseEnv` finds others in comments. */
const isName = (text: string): boolean => /^\w+$/.test(text);

/** GRANTOR_… belongs to the command and the toolkit, which may be started from the same folder. */
const isOurOther = (name: string): boolean => name.startsWith('GRANTOR_');

const strayName = (name: string): StrayName => ({
  name,
  nearest: isOurOther(name) ? null : nearest(name, [...effectiveNames]),
});

type Target = {
  readonly configuration: Omit<Configuration, 'oidcProviders'> | null;
  readonly problems: readonly Problem[];
};

function targetOf({ settings, refused }: Reading, folder: string): Target {
  if (refused.has('DATABASE_DRIVER') || refused.has('DATABASE_DSN'))
    return { configuration: null, problems: [] };
  const { driver, dsn, ...database } = settings.database;
  const target = parseTarget({ driver, dsn }, { folder, dataDir: settings.server.dataDir });
  if (target.ok)
    return { configuration: { ...settings, database: { ...database, target: target.value } }, problems: [] };
  const allowed = driver === 'sqlite' ? 'a file path' : 'postgres://… or host=… user=…';
  return { configuration: null, problems: [{ variable: 'DATABASE_DSN', wrong: target.wrong, allowed }] };
}

/** Whether anything is kept in Redis. */
export const needsRedis = ({ limits, cache }: Configuration): boolean =>
  limits.store === 'redis' || cacheForms(cache).some((form) => form !== 'memory');

/** Whether Redis is asked to tell what other machines change. */
export const followsRedis = ({ cache }: Configuration): boolean => cacheForms(cache).includes('redis-aside');

const cacheForms = ({ clientForm, tokenForm, tokenEnabled, metricsForm }: Configuration['cache']) => [
  clientForm,
  metricsForm,
  ...(tokenEnabled ? [tokenForm] : []),
];

const noEffect = (variable: string, because: string): Notice => ({
  kind: 'no_effect',
  variable,
  message: `has no effect: ${because}`,
});

/** What is there for additions that are switched off. */
const unusedAdditions = ({ authlete, federation, credentials }: Configuration): readonly Notice[] => [
  ...(authlete.apiAddress === null || authlete.api
    ? []
    : [noEffect('AUTHLETE_API_ADDR', 'ENABLE_AUTHLETE_API is false')]),
  ...(federation.file === null || federation.enabled
    ? []
    : [noEffect('FEDERATION_FILE', 'ENABLE_FEDERATION is false')]),
  ...(credentials.attestationChallenge && !credentials.enabled
    ? [noEffect('ENABLE_ATTESTATION_CHALLENGE', 'ENABLE_VCI is false')]
    : []),
];

function unused(configuration: Configuration): readonly Notice[] {
  const { keys, server, metrics, mail, backchannel, redis } = configuration;
  const isImporting = keys.privateKeyFile !== null || keys.privateKeyPem !== null;
  const isAskedByProxies = server.trustedProxies.length > 0;
  return [
    ...(keys.keyId === null || isImporting ? [] : [noEffect('JWT_KEY_ID', 'no private key is imported')]),
    ...(backchannel.notifyUrl === null || backchannel.enabled
      ? []
      : [noEffect('CIBA_NOTIFY_URL', 'ENABLE_CIBA is false')]),
    ...unusedAdditions(configuration),
    ...(metrics.token === null || metrics.enabled
      ? []
      : [noEffect('METRICS_TOKEN', 'METRICS_ENABLED is false')]),
    ...(redis.url === null || needsRedis(configuration)
      ? []
      : [noEffect('REDIS_URL', 'neither limits nor a cache are kept there')]),
    ...(mail.from === null || mail.url !== null ? [] : [noEffect('MAIL_FROM', 'SMTP_URL is unset')]),
    ...(mail.emailCode && mail.url === null ? [noEffect('ENABLE_EMAIL_CODE', 'SMTP_URL is unset')] : []),
    ...(mail.selfRegistration && mail.url === null
      ? [noEffect('ENABLE_SELF_REGISTRATION', 'SMTP_URL is unset')]
      : []),
    ...(server.forwardAuthCookieDomain === null || isAskedByProxies
      ? []
      : [noEffect('FORWARD_AUTH_COOKIE_DOMAIN', 'TRUSTED_PROXIES names no proxy')]),
  ];
}

/** One line per problem, for the console. */
export const describeProblem = ({ variable, wrong, allowed }: Problem): string =>
  `${variable} ${wrong}; allowed: ${allowed}`;

/** One line per name. */
export const describeStray = ({ name, nearest: meant }: StrayName): string =>
  `${name} in .env is no setting of this server.${meant === null ? '' : ` Did you mean ${meant}?`}`;

/** One line per notice. */
export const describeNotice = ({ variable, message }: Notice): string => `${variable} ${message}`;
