/**
 * bootstrap/ owns what exists before anybody signs in: the declared users, clients and resources, and the
 * first administrator. It never deletes anything and never talks to the network.
 */

import type { Client, Resource } from '@grantor/engine';
import { foldName } from '../accounts/names.ts';
import { passwordProblem } from '../accounts/password-rules.ts';
import { readClient } from './client.ts';
import type { Environment } from './entry.ts';
import { type Finding, place } from './problems.ts';
import { readResource } from './resource.ts';
import { type DeclaredUser, readUser } from './user.ts';

export type Bootstrap = {
  readonly users: readonly DeclaredUser[];
  readonly clients: readonly Client[];
  readonly resources: readonly Resource[];
};

export type BootstrapReading =
  | { readonly ok: true; readonly bootstrap: Bootstrap; readonly warnings: readonly Finding[] }
  | { readonly ok: false; readonly problems: readonly Finding[] };

const sections = ['users', 'clients', 'resources'] as const;

/** Reads the text of a BOOTSTRAP_FILE; answers all its problems at once, none of which shows a secret. */
export function parseBootstrap(json: string, environment: Environment): BootstrapReading {
  let file: unknown;
  try {
    file = JSON.parse(json);
  } catch {
    return { ok: false, problems: [{ at: '', message: 'the bootstrap file is not JSON' }] };
  }
  if (typeof file !== 'object' || file === null || Array.isArray(file)) {
    return { ok: false, problems: [{ at: '', message: 'the bootstrap file is not a JSON object' }] };
  }
  const members: Readonly<Record<string, unknown>> = { ...file };
  const users = section(members, 'users').map((entry, index) =>
    readUser(entry, ['users', index], environment),
  );
  const clients = section(members, 'clients').map((entry, index) =>
    readClient(entry, ['clients', index], environment),
  );
  const resources = section(members, 'resources').map((entry, index) =>
    readResource(entry, ['resources', index]),
  );
  const problems = [
    ...sectionProblems(members),
    ...[...users, ...clients, ...resources].flatMap((entry) => entry.problems),
    ...repetitions('users', users, userKeys),
    ...repetitions('clients', clients, ({ client }) => (client === null ? [] : [['client_id', client.id]])),
    ...repetitions('resources', resources, ({ resource }) =>
      resource === null ? [] : [['resource', resource.uri]],
    ),
  ];
  if (problems.length > 0) return { ok: false, problems };
  const bootstrap = {
    users: users.flatMap(({ user }) => user ?? []),
    clients: clients.flatMap(({ client }) => client ?? []),
    resources: resources.flatMap(({ resource }) => resource ?? []),
  };
  return { ok: true, bootstrap, warnings: weakPasswords(bootstrap.users) };
}

function section(members: Readonly<Record<string, unknown>>, name: string): readonly unknown[] {
  const value = Object.hasOwn(members, name) ? members[name] : undefined;
  return Array.isArray(value) ? value : [];
}

const sectionProblems = (members: Readonly<Record<string, unknown>>): readonly Finding[] =>
  Object.entries(members).flatMap(([name, value]) => {
    if (!sections.some((known) => known === name))
      return [{ at: place([name]), message: 'is not a known member' }];
    return Array.isArray(value) ? [] : [{ at: name, message: 'must be a list' }];
  });

/** A user name may not be another person's e-mail address either: both sign in (product.md S-3). */
const userKeys = ({ user }: ReturnType<typeof readUser>): readonly (readonly [string, string])[] => {
  if (user === null) return [];
  const email = user.email === null ? null : foldName(user.email);
  return [
    ...(user.id === null ? [] : [['sub', user.id] as const]),
    ['username', user.username],
    ...(email === null || email === user.username ? [] : [['email', email] as const]),
  ];
};

/** Values that stand twice where each may stand once; `sub` has a space of values of its own. */
function repetitions<EntryRead>(
  name: string,
  entries: readonly EntryRead[],
  keysOf: (entry: EntryRead) => readonly (readonly [string, string])[],
): readonly Finding[] {
  const seen = new Set<string>();
  return entries.flatMap((entry, index) =>
    keysOf(entry).flatMap(([member, value]) => {
      const key = `${member === 'sub' ? 'sub' : 'name'} ${value}`;
      if (seen.has(key)) return [{ at: place([name, index, member]), message: 'is declared twice' }];
      seen.add(key);
      return [];
    }),
  );
}

/** The operator answers for declared passwords; weak ones are said at every start (product.md S-1). */
const weakPasswords = (users: readonly DeclaredUser[]): readonly Finding[] =>
  users.flatMap(({ username, email, password }, index) => {
    const context = { username, email, siteName: 'Grantor', minLength: 12 };
    const problem = passwordProblem(password.reveal(), context);
    return problem === null
      ? []
      : [{ at: place(['users', index, 'password']), message: `is weak: ${problem.replaceAll('_', ' ')}` }];
  });
