/**
 * The one list of variables: parser, types, `.env.example` and documentation follow from it (operations K-4).
 * Never reads the environment; what several variables say together is checked in checks.ts.
 */

import { authlete } from './schema/authlete.ts';
import { backchannel } from './schema/backchannel.ts';
import { cache } from './schema/cache.ts';
import { clientDocuments } from './schema/client-documents.ts';
import { clientKeys } from './schema/client-keys.ts';
import { registration } from './schema/clients.ts';
import { credentials } from './schema/credentials.ts';
import { dpop } from './schema/dpop.ts';
import { externalApi } from './schema/external-api.ts';
import { extraClaims } from './schema/extra-claims.ts';
import { facade } from './schema/facade.ts';
import { federation } from './schema/federation.ts';
import { mail } from './schema/mail.ts';
import { metrics } from './schema/metrics.ts';
import { redis } from './schema/redis.ts';
import { secrets } from './schema/secrets.ts';
import { logging, outbound, server } from './schema/server.ts';
import { authorization, cors, passwords, sessions } from './schema/sign-in.ts';
import { audit, cleanup, database, limits } from './schema/storage.ts';
import { keys, profiles, tokens } from './schema/tokens.ts';
import { tracing } from './schema/tracing.ts';
import { gitea, github, gitlab, microsoft, upstream } from './schema/upstream.ts';
import type { Variable } from './values/variable.ts';

export const schema = {
  server,
  secrets,
  keys,
  tokens,
  extraClaims,
  profiles,
  authorization,
  backchannel,
  credentials,
  authlete,
  facade,
  registration,
  clientKeys,
  dpop,
  clientDocuments,
  federation,
  sessions,
  passwords,
  externalApi,
  upstream,
  github,
  gitea,
  gitlab,
  microsoft,
  cors,
  database,
  cache,
  limits,
  redis,
  audit,
  cleanup,
  metrics,
  outbound,
  mail,
  logging,
  tracing,
} as const;

export type GroupName = keyof typeof schema;

/** The headings of the documentation. */
export const sections: Readonly<Record<GroupName, string>> = {
  server: 'Server',
  secrets: 'Secrets',
  keys: 'Signing keys',
  tokens: 'Tokens',
  extraClaims: 'Claims that clients supply',
  profiles: 'Token profiles',
  authorization: 'Authorization and devices',
  backchannel: 'Requests to people whom clients name',
  credentials: 'Verifiable credentials',
  authlete: 'Front-ends',
  facade: 'In front of another engine',
  clientKeys: 'Keys of clients',
  dpop: 'Tokens bound to keys',
  registration: 'Client registration',
  clientDocuments: 'Client metadata documents',
  federation: 'Federations',
  sessions: 'Browser sessions',
  passwords: 'Passwords and second factors',
  externalApi: 'Passwords that another system checks',
  upstream: 'Sign-in through providers',
  github: 'Sign-in through GitHub',
  gitea: 'Sign-in through Gitea',
  gitlab: 'Sign-in through GitLab',
  microsoft: 'Sign-in through Microsoft',
  cors: 'Scripts of other origins',
  database: 'Database',
  cache: 'Cache',
  limits: 'Rate limits',
  redis: 'Redis',
  audit: 'Audit',
  cleanup: 'Cleanup',
  metrics: 'Metrics',
  outbound: 'Outbound requests',
  mail: 'Mail',
  logging: 'Log',
  tracing: 'Traces',
};

type ValueOf<V> = V extends Variable<infer T> ? T : never;

/** The value of every variable by group and name in code, before the groups are looked at together. */
export type Settings = {
  readonly [Group in GroupName]: {
    readonly [Name in keyof (typeof schema)[Group]]: ValueOf<(typeof schema)[Group][Name]>;
  };
};

/** Every variable, in the order of the documentation. */
export function variablesOf(group: GroupName): readonly Variable<unknown>[] {
  return Object.values<Variable<unknown>>(schema[group]);
}

export const groups = Object.keys(schema) as readonly GroupName[];
