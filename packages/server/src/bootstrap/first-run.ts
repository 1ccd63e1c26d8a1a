import { existsSync } from 'node:fs';
import type { Client, Random } from '@grantor/engine';
import { clientId, type Epoch, Secret, userId } from '@grantor/protocol';
import type { Passwords } from '../accounts/passwords.ts';
import { randomPassword, randomUuid } from '../accounts/random-values.ts';
import type { Database } from '../database/database.ts';
import { firstAdministrator } from '../people/first-administrator.ts';
import { type PasswordProblem, passwordProblem } from '../people/password-rules.ts';
import { Refusal } from '../refusal/refusal.ts';
import { upsertClient } from '../store/rows/client.ts';
import { createUser, hasUsers } from '../store/users.ts';
import { commandLineClient } from './command-line-client.ts';
import { CredentialsNotWritten, removeCredentials, writeCredentials } from './credentials-file.ts';
import type { RecordedTransaction } from './difference.ts';

export type FirstRunPorts = {
  readonly database: Pick<Database, 'kysely'>;
  readonly transaction: RecordedTransaction;
  readonly passwords: Passwords;
  readonly random: Random;
  /** Where the credentials go: `grantor-credentials.txt` in DATA_DIR. */
  readonly credentialsPath: string;
  /** DEFAULT_ADMIN_PASSWORD; null: a random one. */
  readonly givenPassword: Secret | null;
  /** DEFAULT_ADMIN_EMAIL, whose owner the operator vouches for; null: none. */
  readonly givenEmail: string | null;
  readonly passwordRules: { readonly siteName: string; readonly minLength: number };
};

export type FirstRun =
  /** `credentialsPath`: the file of the first start, while it is still there. */
  | { readonly kind: 'not_the_first'; readonly credentialsPath: string | null }
  /** `credentialsPath` is null when the file could not be written and the password was given. */
  | { readonly kind: 'seeded'; readonly client: Client; readonly credentialsPath: string | null };

/** DEFAULT_ADMIN_PASSWORD may not be chosen. */
export class AdminPasswordRefused extends Refusal {
  override readonly name = 'AdminPasswordRefused';
  readonly problem: PasswordProblem;

  constructor(problem: PasswordProblem) {
    super(`DEFAULT_ADMIN_PASSWORD breaks a password rule: ${problem}`);
    this.problem = problem;
  }
}

/**
 * While there is no user: creates the administrator and the client of the command line in one transaction,
 * and the credentials file before it commits (operations.md B-2, B-3). Of any number of processes that
 * start at once, one does (security.md R-11). Throws CredentialsNotWritten or AdminPasswordRefused.
 */
export async function firstRun(ports: FirstRunPorts, now: Epoch): Promise<FirstRun> {
  if (await hasUsers(ports.database.kysely)) return notTheFirst(ports);
  const password = choosePassword(ports);
  const passwordHash = await ports.passwords.hash(password.reveal());
  const client = commandLineClient(clientId(randomUuid(ports.random)));
  const seed: Seed = { password, passwordHash, client };
  const written: string[] = [];
  try {
    const isSeeded = await plant(ports, seed, { now, written });
    if (!isSeeded) return notTheFirst(ports);
    return { kind: 'seeded', client, credentialsPath: written[0] ?? null };
  } catch (error) {
    // kept when the commit may have been made all the same: it is the only copy of the password
    const isRolledBack = !(await hasUsers(ports.database.kysely).catch(() => true));
    if (isRolledBack) written.forEach(removeCredentials);
    throw error;
  }
}

const notTheFirst = ({ credentialsPath }: FirstRunPorts): FirstRun => ({
  kind: 'not_the_first',
  credentialsPath: existsSync(credentialsPath) ? credentialsPath : null,
});

type Seed = { readonly password: Secret; readonly passwordHash: string; readonly client: Client };
type Planting = { readonly now: Epoch; readonly written: string[] };

const plant = (ports: FirstRunPorts, seed: Seed, { now, written }: Planting): Promise<boolean> =>
  ports.transaction(async (tx, record) => {
    if (await hasUsers(tx)) return false;
    const administrator = {
      ...firstAdministrator(ports.givenEmail),
      id: userId(randomUuid(ports.random)),
    };
    const created = await createUser(tx, {
      ...administrator,
      emailVerifiedAt: ports.givenEmail === null ? null : now,
      role: 'admin',
      claims: {},
      passwordHash: seed.passwordHash,
      at: now,
    });
    if (created.kind === 'taken') return false; // another process was first
    await upsertClient(tx, seed.client, now);
    await record([
      { kind: 'created', what: 'user', id: administrator.id, name: administrator.username },
      { kind: 'created', what: 'client', id: seed.client.id, name: seed.client.name },
    ]);
    if (leaveCredentials(ports, seed)) written.push(ports.credentialsPath);
    return true;
  });

function leaveCredentials(ports: FirstRunPorts, { password, client }: Seed): boolean {
  const { username } = firstAdministrator(ports.givenEmail);
  try {
    writeCredentials(ports.credentialsPath, {
      username,
      password,
      clientId: client.id,
    });
    return true;
  } catch (error) {
    // whoever gave the password knows it (operations.md B-3)
    if (error instanceof CredentialsNotWritten && ports.givenPassword !== null) return false;
    throw error;
  }
}

function choosePassword({ givenPassword, givenEmail, passwordRules, random }: FirstRunPorts): Secret {
  if (givenPassword === null) return Secret.of(randomPassword(random));
  const problem = passwordProblem(givenPassword.reveal(), {
    ...firstAdministrator(givenEmail),
    ...passwordRules,
  });
  if (problem !== null) throw new AdminPasswordRefused(problem);
  return givenPassword;
}
