/**
 * bootstrap/ owns what exists before anybody signs in: the declared users, clients, resources, scopes and types of
 * authorization details, and the first administrator. It never deletes anything and never talks to the network.
 */

import type {
  Client,
  CredentialConfiguration,
  DetailsType,
  ExchangeRule,
  MetadataRules,
  Resource,
  ResourceScope,
  TrustedIssuer,
} from '@grantor/engine';
import { isJsonObject, type Secret } from '@grantor/protocol';
import { foldName } from '../people/names.ts';
import type { PasswordContext } from '../people/password-rules.ts';
import { clientReader } from './client.ts';
import { readCredentialConfiguration } from './credential-configuration.ts';
import { readDetailsType } from './details-type.ts';
import type { Environment } from './entry.ts';
import { layoutOf, located } from './json-layout.ts';
import { readExchangeRule, readTrustedIssuer } from './policy.ts';
import { type Finding, type LocatedFinding, place } from './problems.ts';
import { readResource } from './resource.ts';
import { readScope } from './scope.ts';
import { clashesIn } from './scope-clashes.ts';
import { type DeclaredUser, userReader } from './user.ts';

export type Bootstrap = {
  readonly users: readonly DeclaredUser[];
  readonly clients: readonly Client[];
  /** The secrets of those clients that sign with them, by id; of all others the hash in the client is all that is kept. */
  readonly shared: ReadonlyMap<string, Secret>;
  readonly resources: readonly Resource[];
  /** Those that belong to no resource. */
  readonly scopes: readonly ResourceScope[];
  readonly detailsTypes: readonly DetailsType[];
  readonly trustedIssuers: readonly TrustedIssuer[];
  readonly exchangeRules: readonly ExchangeRule[];
  readonly credentialConfigurations: readonly CredentialConfiguration[];
};

export type BootstrapReading =
  | { readonly ok: true; readonly bootstrap: Bootstrap }
  | { readonly ok: false; readonly problems: readonly LocatedFinding[] };

/** What the file is read with: variables that `env:NAME` names, and the rules for clients and for passwords (product.md S-1). */
export type BootstrapSettings = {
  readonly environment: Environment;
  readonly clientRules: MetadataRules;
  readonly passwordRules: Pick<PasswordContext, 'siteName' | 'minLength'>;
};

const sections = [
  ...(['users', 'clients', 'resources', 'scopes', 'detail_types'] as const),
  ...(['trusted_issuers', 'exchange_rules', 'credential_configurations'] as const),
] as const;

/** Reads the text of a BOOTSTRAP_FILE; answers all its problems at once, none of which shows a secret. */
export function parseBootstrap(text: string, settings: BootstrapSettings): BootstrapReading {
  const json = text.replace(/^\ufeff/, ''); // some editors write a byte order mark
  const layout = layoutOf(json);
  if (!layout.ok) {
    const { spot, wrong } = layout;
    return { ok: false, problems: [{ at: '', message: `this is no JSON: ${wrong}`, spot }] };
  }
  const reading = readFile(JSON.parse(json), settings);
  const repeated = layout.repeated.map((at) => ({ at, message: 'is given twice' }));
  const problems = [...repeated, ...reading.problems];
  return problems.length === 0
    ? { ok: true, bootstrap: reading.bootstrap }
    : { ok: false, problems: located(json, problems) };
}

/** The variables that the file names as `env:NAME`, wherever they stand. */
export const variablesNamed = (text: string): ReadonlySet<string> =>
  new Set([...text.matchAll(/"env:([A-Za-z_][A-Za-z0-9_]*)"/g)].map(([, name = '']) => name));

const namedById = ['trusted_issuers', 'exchange_rules', 'credential_configurations'];

type FileReading = { readonly bootstrap: Bootstrap; readonly problems: readonly Finding[] };

const nothing: Bootstrap = {
  ...{ users: [], clients: [], resources: [], scopes: [], detailsTypes: [] },
  ...{ trustedIssuers: [], exchangeRules: [], credentialConfigurations: [], shared: new Map() },
};

function readFile(file: unknown, settings: BootstrapSettings): FileReading {
  if (!isJsonObject(file)) {
    return { bootstrap: nothing, problems: [{ at: '', message: 'the bootstrap file is not a JSON object' }] };
  }
  const members: Members = { ...file };
  const entries = readEntries(members, settings);
  const { clients, resources, scopes, credentials } = entries;
  const bootstrap = {
    users: entries.users.flatMap(({ user }) => user ?? []),
    clients: clients.flatMap(({ client }) => client ?? []),
    shared: sharedOf(clients),
    resources: resources.flatMap(({ resource }) => resource ?? []),
    scopes: scopes.flatMap(({ scope }) => scope ?? []),
    detailsTypes: entries.types.flatMap(({ detailsType }) => detailsType ?? []),
    trustedIssuers: entries.issuers.flatMap(({ issuer }) => issuer ?? []),
    exchangeRules: entries.rules.flatMap(({ rule }) => rule ?? []),
    credentialConfigurations: credentials.flatMap(({ configuration }) => configuration ?? []),
  };
  const problems = [
    ...sectionProblems(members),
    ...Object.values(entries).flatMap((read) => read.flatMap((entry) => entry.problems)),
    ...allRepetitions(members),
    ...clashesIn({
      scopes: scopes.map(({ scope }) => scope),
      ...{ resources: bootstrap.resources, credentials: bootstrap.credentialConfigurations },
    }),
  ];
  return { bootstrap, problems };
}

/** Every section with what is read of each of its entries. */
function readEntries(members: Members, { environment, clientRules, passwordRules }: BootstrapSettings) {
  const read = <Read>(
    name: string,
    entryOf: (entry: unknown, path: PropertyKey[]) => Read,
  ): readonly Read[] => section(members, name).map((entry, index) => entryOf(entry, [name, index]));
  return {
    users: read('users', userReader(environment, passwordRules)),
    clients: read('clients', clientReader(environment, clientRules)),
    resources: read('resources', readResource),
    scopes: read('scopes', readScope),
    types: read('detail_types', readDetailsType),
    issuers: read('trusted_issuers', readTrustedIssuer),
    rules: read('exchange_rules', readExchangeRule),
    credentials: read('credential_configurations', readCredentialConfiguration),
  };
}

type ReadClient = ReturnType<ReturnType<typeof clientReader>>;

const sharedOf = (clients: readonly ReadClient[]): Bootstrap['shared'] =>
  new Map(
    clients.flatMap(({ client, shared }) =>
      client === null || shared === null ? [] : [[client.id, shared]],
    ),
  );

function section(members: Members, name: string): readonly unknown[] {
  const value = Object.hasOwn(members, name) ? members[name] : undefined;
  return Array.isArray(value) ? value : [];
}

const sectionProblems = (members: Members): readonly Finding[] =>
  Object.entries(members).flatMap(([name, value]) => {
    if (!sections.some((known) => known === name))
      return [{ at: place([name]), message: 'is not a known member' }];
    return Array.isArray(value) ? [] : [{ at: name, message: 'must be a list' }];
  });

type Members = Readonly<Record<string, unknown>>;
type Keys = readonly (readonly [string, unknown])[];

/** A user name may not be another person's e-mail address either: both sign in (product.md S-3). */
const userKeys = ({ sub, username, email }: Members): Keys => {
  const [name, address] = [username, email].map((value) =>
    typeof value === 'string' ? foldName(value) : null,
  );
  return [
    ['sub', sub],
    ['username', name],
    ['email', address === name ? null : address],
  ];
};

const allRepetitions = (members: Members): readonly Finding[] => [
  ...repetitions(members, 'users', userKeys),
  ...repetitions(members, 'clients', ({ client_id }) => [['client_id', client_id]]),
  ...repetitions(members, 'resources', ({ resource }) => [['resource', resource]]),
  ...repetitions(members, 'scopes', ({ name }) => [['name', name]]),
  ...namedById.flatMap((name) => repetitions(members, name, ({ id }) => [['id', id]])),
  ...repetitions(members, 'detail_types', ({ type }) => [['type', type]]),
];

/** Values that stand twice where each may stand once; `sub` has a space of values of its own. */
function repetitions(file: Members, name: string, keysOf: (entry: Members) => Keys): readonly Finding[] {
  const seen = new Set<string>();
  return section(file, name).flatMap((entry, index) =>
    keysOf({ ...Object(entry) }).flatMap(([member, value]) => {
      if (typeof value !== 'string') return [];
      const key = `${member === 'sub' ? 'sub' : 'name'} ${value}`;
      if (seen.has(key)) return [{ at: place([name, index, member]), message: 'is declared twice' }];
      seen.add(key);
      return [];
    }),
  );
}
