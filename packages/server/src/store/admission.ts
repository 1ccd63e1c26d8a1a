/**
 * Who came in through a provider stays in as long as its list names them (product.md I-6): asked wherever a session
 * or a refresh counts, as whether the account is enabled.
 */

import type { Account, Authentication } from '@grantor/engine';
import { instant, type UserId } from '@grantor/protocol';
import type { Database } from '../database/database.ts';
import { prepareQuery } from '../database/statement.ts';
import { type AllowList, isListed } from '../people/allow-list.ts';
import type { EngineStore } from './engine-store.ts';
import type { ForwardedSessionTable } from './forwarded-sessions.ts';

/** Whether the person may still be in through the provider: it is served, they are connected, and listed. */
export type Admission = (user: UserId, provider: string) => Promise<boolean>;

export type ListedProvider = { readonly name: string; readonly allowed: AllowList };

/** The id of a provider without what makes it unique among several issuers. */
export const idOfSubject = (subject: string): string => subject.slice(subject.indexOf(' ') + 1);

type Row = {
  subject: string;
  username: string | null;
  email: string | null;
  email_verified: number;
};

export function createAdmission(database: Database, providers: readonly ListedProvider[]): Admission {
  const connection = prepareQuery<{ user: string; provider: string }, Row>(
    database,
    (kysely, { user, provider }) =>
      kysely
        .selectFrom('connection')
        .select(['subject', 'username', 'email', 'email_verified'])
        .where('user_id', '=', user)
        .where('provider', '=', provider),
  );
  return async (user, provider) => {
    const served = providers.find(({ name }) => name === provider);
    if (served === undefined) return false;
    const [row] = await connection({ user, provider });
    if (row === undefined) return false;
    const { subject, username, email, email_verified } = row;
    return isListed(served.allowed, {
      ...{ id: idOfSubject(subject), username, email },
      emailVerified: email_verified === 1,
    });
  };
}

/** Someone who is not admitted any more counts as disabled for what began through the provider. */
export function withAdmission(store: EngineStore, admission: Admission): EngineStore {
  const admitted = async (account: Account | null, { provider }: Authentication): Promise<Account | null> => {
    if (account === null || provider === undefined) return account;
    return (await admission(account.id, provider)) ? account : { ...account, disabledAt: instant(0) };
  };
  return {
    ...store,
    async findCodeForRedemption(hash) {
      const found = await store.findCodeForRedemption(hash);
      return found && { ...found, account: await admitted(found.account, found.code.authentication) };
    },
    async pollDeviceCode(poll) {
      const found = await store.pollDeviceCode(poll);
      if (found === null || found.deviceCode.decision.kind !== 'approved') return found;
      const { authentication } = found.deviceCode.decision.approval;
      return { ...found, account: await admitted(found.account, authentication) };
    },
    async findFamilyForRefresh(hash) {
      const found = await store.findFamilyForRefresh(hash);
      return found && { ...found, account: await admitted(found.account, found.family.authentication) };
    },
    async findFamilyOfSignIn(signIn) {
      const found = await store.findFamilyOfSignIn(signIn);
      return found && { ...found, account: await admitted(found.account, found.family.authentication) };
    },
  };
}

/** The table of sessions at guarded hosts, likewise. */
export const withAdmittedSessions = (
  table: ForwardedSessionTable,
  admission: Admission,
): ForwardedSessionTable => ({
  ...table,
  async find(forward) {
    const found = await table.find(forward);
    if (found === null) return null;
    const { userId, provider } = found.session;
    return provider === undefined || (await admission(userId, provider)) ? found : null;
  },
});
