/** Browsers that sign in at guarded hosts (resource.md §7), put together. */

import { type BrowserSignIn, createForwardedSessions } from '../accounts/forwarded-sessions.ts';
import type { SessionUses } from '../accounts/session-uses.ts';
import type { Configuration } from '../config/types.ts';
import type { Database } from '../database/database.ts';
import type { Accounts } from '../people/directory.ts';
import { type Admission, withAdmittedSessions } from '../store/admission.ts';
import { withPresentSessions } from '../store/application-users.ts';
import { createForwardedSessionTable } from '../store/forwarded-sessions.ts';
import type { Noting } from '../store/reading.ts';
import { sessionPolicy } from './settings.ts';

type Parts = {
  readonly configuration: Configuration;
  readonly database: Database;
  readonly admission: Admission;
  /** The application's user table; undefined: people are in our database. */
  readonly accounts: Accounts | undefined;
  readonly uses: SessionUses;
  readonly noting: Noting;
  readonly key: Uint8Array;
};

/** null: no cookie domain is set. */
export function browserSignInOf({
  configuration,
  database,
  admission,
  accounts,
  uses,
  noting,
  key,
}: Parts): BrowserSignIn | null {
  const { baseUrl, forwardAuthCookieDomain: domain } = configuration.server;
  if (domain === null) return null;
  const admitted = withAdmittedSessions(createForwardedSessionTable(database, noting), admission);
  const table = accounts === undefined ? admitted : withPresentSessions(admitted, accounts);
  return {
    domain,
    baseUrl,
    sessions: createForwardedSessions({ key, table, policy: sessionPolicy(configuration), uses }),
  };
}
