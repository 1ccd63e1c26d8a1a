/** The engine's reads, one statement each; whatever is live is joined in (operations.md E-1). */

import type { FamilyForRefresh, Store } from '@grantor/engine';
import { sql } from 'kysely';
import type { Database } from '../database/database.ts';
import type {
  AuthorizationCodeTable,
  ConsentTable,
  FamilyAnswers,
  FamilyTable,
  FlowAnswerTable,
  FlowTable,
  ManagedGrantTable,
  PushedRequestTable,
} from '../database/schema.ts';
import { prepareQuery } from '../database/statement.ts';
import { foldName } from '../people/names.ts';
import { clientReads } from './client-reads.ts';
import { credentialReads } from './credential-reads.ts';
import { deviceReads } from './device-reads.ts';
import { type NotedColumns, type Noting, noted, notedColumns } from './reading.ts';
import { type AccountColumns, accountColumns, accountFrom } from './rows/account.ts';
import { codeFrom } from './rows/authorization-code.ts';
import { answerColumns, familyColumns, familyFrom, sealedAnswerIn } from './rows/family.ts';
import { first } from './rows/first.ts';
import { consentFrom, flowAnswerFrom, flowFrom, pushedRequestFrom } from './rows/flow.ts';
import { managedGrantFrom } from './rows/managed-grant.ts';
import { sessionReads } from './session-reads.ts';
import { tokenReads } from './token-reads.ts';

type Reads = Omit<
  Store,
  | 'commit'
  | 'findClient'
  | 'findClientDocument'
  | 'listResources'
  | 'listTrustedIssuers'
  | 'listExchangeRules'
  | 'listCredentialConfigurations'
  | 'pollDeviceCode'
>;

export function createReads(database: Database, noting: Noting = null): Reads {
  return {
    ...clientReads(database),
    ...flowReads(database),
    ...sessionReads(database),
    ...accountReads(database),
    ...pushedReads(database),
    ...deviceReads(database),
    ...credentialReads(database),
    ...redemptionReads(database, noting),
    ...grantReads(database),
    ...signInReads(database),
    ...tokenReads(database, noting),
  };
}

function flowReads(database: Database): Pick<Reads, 'findFlow' | 'findFlowAnswer' | 'findConsent'> {
  const flow = prepareQuery<{ hash: string; now: number }, FlowTable>(database, (kysely, { hash, now }) =>
    kysely.selectFrom('flow').selectAll().where('hash', '=', hash).where('expires_at', '>', now),
  );
  const answer = prepareQuery<{ hash: string; now: number }, FlowAnswerTable>(
    database,
    (kysely, { hash, now }) =>
      kysely.selectFrom('flow_answer').selectAll().where('flow', '=', hash).where('expires_at', '>', now),
  );
  const consent = prepareQuery<{ user: string; client: string }, ConsentTable>(
    database,
    (kysely, { user, client }) =>
      kysely.selectFrom('consent').selectAll().where('user_id', '=', user).where('client_id', '=', client),
  );
  return {
    findFlow: async (hash, now) => first(await flow({ hash, now }), flowFrom),
    findFlowAnswer: async (hash, now) => first(await answer({ hash, now }), flowAnswerFrom),
    findConsent: async (user, client) => first(await consent({ user, client }), consentFrom),
  };
}

function accountReads(database: Database): Pick<Reads, 'findAccount' | 'findAccountByName'> {
  const account = prepareQuery<{ id: string }, AccountColumns>(database, (kysely, { id }) =>
    kysely.selectFrom('user_account').select(accountColumns).where('id', '=', id),
  );
  const named = prepareQuery<{ name: string }, AccountColumns>(database, (kysely, { name }) =>
    kysely
      .selectFrom('user_account')
      .select(accountColumns)
      .where((eb) =>
        eb.or([
          eb('username', '=', name),
          eb.and([eb('email_folded', '=', name), eb('email_verified_at', 'is not', null)]),
        ]),
      ),
  );
  return {
    findAccount: async (id) => first(await account({ id }), accountFrom),
    findAccountByName: async (typed) => {
      const name = foldName(typed);
      const found = (await named({ name })).map(accountFrom);
      return found.find((account) => account?.username === name) ?? found[0] ?? null;
    },
  };
}

function pushedReads(database: Database): Pick<Reads, 'findPushedRequest'> {
  const pushed = prepareQuery<{ hash: string; now: number }, PushedRequestTable>(
    database,
    (kysely, { hash, now }) =>
      kysely.selectFrom('pushed_request').selectAll().where('hash', '=', hash).where('kept_until', '>', now),
  );
  return {
    findPushedRequest: async (hash, now) => first(await pushed({ hash, now }), pushedRequestFrom),
  };
}

/** What is redeemed or refreshed; the client that does so has been used by then. */
function redemptionReads(
  database: Database,
  noting: Noting,
): Pick<Reads, 'findCodeForRedemption' | 'findFamilyForRefresh'> {
  const code = prepareQuery<
    { hash: string; used: string },
    AuthorizationCodeTable & AccountColumns & NotedColumns
  >(database, (kysely, { hash, used }) =>
    kysely
      .selectFrom('authorization_code')
      .leftJoin('user_account', 'user_account.id', 'authorization_code.user_id')
      .selectAll('authorization_code')
      .select([...accountColumns, ...notedColumns(noting, used)])
      .where('hash', '=', hash),
  );
  const family = prepareQuery<{ key: string; used: string }, FamilyTable & AccountColumns & NotedColumns>(
    database,
    (kysely, { key, used }) =>
      kysely
        .selectFrom('family')
        .leftJoin('user_account', 'user_account.id', 'family.user_id')
        .select(familyColumns)
        .select([...accountColumns, ...notedColumns(noting, used)])
        .where('refresh_key_hash', '=', key),
  );
  return {
    findCodeForRedemption: async (hash) =>
      first(await noted((used) => code({ hash, used })), (row) => ({
        code: codeFrom(row),
        account: accountFrom(row),
      })),
    findFamilyForRefresh: async (key) =>
      first(
        await noted((used) => family({ key, used })),
        (row): FamilyForRefresh => ({ family: familyFrom(row), account: accountFrom(row) }),
      ),
  };
}

function grantReads(database: Database): Pick<Reads, 'findSealedAnswer' | 'findManagedGrant'> {
  const answers = prepareQuery<{ id: string }, FamilyTable & FamilyAnswers>(database, (kysely, { id }) =>
    kysely
      .selectFrom('family')
      .select(['rotated', ...answerColumns])
      .where('id', '=', id)
      .$castTo<FamilyTable & FamilyAnswers>(),
  );
  const grant = prepareQuery<{ id: string; now: number }, ManagedGrantTable>(
    database,
    (kysely, { id, now }) =>
      kysely.selectFrom('managed_grant').selectAll().where('id', '=', id).where('expires_at', '>', now),
  );
  return {
    findManagedGrant: async (id, now) => first(await grant({ id, now }), managedGrantFrom),
    findSealedAnswer: async (id, rotated) =>
      first(await answers({ id }), (row) => sealedAnswerIn(row, rotated)),
  };
}

function signInReads(database: Database): Pick<Reads, 'findFamilyOfSignIn'> {
  const signIn = prepareQuery<{ client: string; sid: string }, FamilyTable & AccountColumns>(
    database,
    (kysely, { client, sid }) =>
      kysely
        .selectFrom('family')
        .leftJoin('user_account', 'user_account.id', 'family.user_id')
        .select(familyColumns)
        .select(accountColumns)
        .where('family.sid', '=', sid)
        .where('family.client_id', '=', client)
        .where('family.revoked_at_ms', 'is', null)
        .where('family.paused_at_ms', 'is', null)
        .orderBy('family.started_at_ms', 'desc')
        .limit(sql.lit(1)),
  );
  return {
    findFamilyOfSignIn: async ({ clientId: client, sid }) =>
      first(await signIn({ client, sid }), (row) => ({
        family: familyFrom(row),
        account: accountFrom(row),
      })),
  };
}
