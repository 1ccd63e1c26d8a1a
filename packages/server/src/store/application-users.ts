/**
 * People of the application beside rows of ours. A row of theirs holds their id and nothing else of them: it is
 * what sessions, consents and tokens hang on. Everything else is asked for whenever it counts.
 */

import type { Account } from '@grantor/engine';
import { type Epoch, instant, userId } from '@grantor/protocol';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { type Accounts, type ApplicationUser, checkedUser, claimsOf } from '../people/directory.ts';
import { type PersonShown, personShown } from '../people/person-shown.ts';
import type { EngineStore } from './engine-store.ts';
import type { ForwardedSessionTable } from './forwarded-sessions.ts';
import { createUser, findUser, type User } from './users.ts';

type AccountState = Pick<Account, 'username' | 'role' | 'disabledAt'>;
type PresentedState = AccountState & { readonly shown?: PersonShown };

const longAgo = instant(0);

/** Someone whom the application knows no more counts as disabled. */
export async function presentState<Stored extends PresentedState>(
  accounts: Accounts,
  id: string,
  stored: Stored,
): Promise<Stored> {
  const user = await accounts.find(id);
  if (user === null) return { ...stored, disabledAt: stored.disabledAt ?? longAgo };
  // the language is chosen here, where it can be chosen anew
  const shown = { ...personShown(claimsOf(user), user.email ?? null), locale: null };
  return {
    ...stored,
    ...stateOf(checkedUser(user), stored),
    ...(stored.shown === undefined ? {} : { shown }),
  };
}

const stateOf = (user: ApplicationUser, { disabledAt }: AccountState): AccountState => ({
  username: user.username,
  role: user.role ?? 'user',
  disabledAt: user.disabled === true ? (disabledAt ?? longAgo) : disabledAt,
});

async function presentAccount(accounts: Accounts, stored: Account | null): Promise<Account | null> {
  if (stored === null) return null;
  const user = await accounts.find(stored.id);
  if (user === null) return { ...stored, disabledAt: stored.disabledAt ?? longAgo };
  return { ...stored, ...stateOf(checkedUser(user), stored), claims: claimsOf(user) };
}

/** The store, with the application's word on every person it reads. */
export function withAccounts(store: EngineStore, accounts: Accounts): EngineStore {
  const present = (stored: Account | null) => presentAccount(accounts, stored);
  const joined = async <Found extends { readonly account: Account | null }>(found: Found | null) =>
    found === null ? null : { ...found, account: await present(found.account) };
  return {
    ...store,
    findAccount: async (id) => present(await store.findAccount(id)),
    findAccountByName: async () => null, // names are the application's to give
    findCodeForRedemption: async (hash) => joined(await store.findCodeForRedemption(hash)),
    findFamilyForRefresh: async (hash) => joined(await store.findFamilyForRefresh(hash)),
    findFamilyOfSignIn: async (signIn) => joined(await store.findFamilyOfSignIn(signIn)),
    pollDeviceCode: async (poll) => joined(await store.pollDeviceCode(poll)),
    async findTokenStanding(token) {
      const standing = await store.findTokenStanding(token);
      return { ...standing, account: await present(standing.account) };
    },
    async findOpaqueToken(hash) {
      const found = await store.findOpaqueToken(hash);
      return found === null ? null : { ...found, standing: (await joined(found.standing)) ?? found.standing };
    },
  };
}

/** The table of sessions at guarded hosts, likewise. */
export const withPresentSessions = (
  table: ForwardedSessionTable,
  accounts: Accounts,
): ForwardedSessionTable => ({
  ...table,
  async find(forward) {
    const found = await table.find(forward);
    const account = await presentAccount(accounts, found?.account ?? null);
    if (found === null || account === null) return null;
    const { username, role, disabledAt } = account;
    return { account, session: { ...found.session, username, role, disabledAt } };
  },
});

/** The person as sign-in knows them; at the first sign-in their id is noted. */
export async function admit(db: Kysely<Schema>, given: ApplicationUser, at: Epoch): Promise<User> {
  const user = checkedUser(given);
  const id = userId(user.id);
  const row = await findUser(db, id);
  if (row === null)
    await createUser(db, {
      ...{ id, username: user.id, email: null, emailVerifiedAt: null, role: 'user', claims: {} },
      ...{ passwordHash: null, at },
    });
  const stored = (row ?? (await findUser(db, id)))?.user;
  if (stored === undefined) throw new Error('the id of a user could not be noted');
  return { ...stored, ...stateOf(user, stored), claims: claimsOf(user) };
}
