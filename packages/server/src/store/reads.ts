/** The engine's reads, one statement each; whatever is live is joined in (operations.md E-1). */

import type { FamilyForRefresh, Store, TokenStanding } from '@grantor/engine';
import { instant } from '@grantor/protocol';
import { type Kysely, type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Database } from '../database/database.ts';
import type {
  AuthorizationCodeTable,
  ConsentTable,
  FamilyAnswers,
  FamilyTable,
  FlowAnswerTable,
  FlowTable,
  ManagedGrantTable,
  OpaqueTokenTable,
  PushedRequestTable,
  Schema,
} from '../database/schema.ts';
import { prepareQuery } from '../database/statement.ts';
import { foldName } from '../people/names.ts';
import { clientReads } from './client-reads.ts';
import { credentialReads } from './credential-reads.ts';
import { deviceReads } from './device-reads.ts';
import {
  type AccountColumns,
  accountColumns,
  accountFrom,
  type StandingColumns,
  standingColumns,
  standingFrom,
} from './rows/account.ts';
import { codeFrom } from './rows/authorization-code.ts';
import { answerColumns, familyColumns, familyFrom, sealedAnswerIn } from './rows/family.ts';
import { first } from './rows/first.ts';
import { consentFrom, flowAnswerFrom, flowFrom, pushedRequestFrom } from './rows/flow.ts';
import { managedGrantFrom } from './rows/managed-grant.ts';
import { opaqueTokenFrom } from './rows/opaque-token.ts';
import { sessionReads } from './session-reads.ts';

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

export function createReads(database: Database): Reads {
  return {
    ...clientReads(database),
    ...flowReads(database),
    ...sessionReads(database),
    ...accountReads(database),
    ...pushedReads(database),
    ...deviceReads(database),
    ...credentialReads(database),
    ...grantReads(database),
    ...signInReads(database),
    ...tokenReads(database),
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

function grantReads(
  database: Database,
): Pick<Reads, 'findCodeForRedemption' | 'findFamilyForRefresh' | 'findSealedAnswer' | 'findManagedGrant'> {
  const code = prepareQuery<{ hash: string }, AuthorizationCodeTable & AccountColumns>(
    database,
    (kysely, { hash }) =>
      kysely
        .selectFrom('authorization_code')
        .leftJoin('user_account', 'user_account.id', 'authorization_code.user_id')
        .selectAll('authorization_code')
        .select(accountColumns)
        .where('hash', '=', hash),
  );
  const family = prepareQuery<{ key: string }, FamilyTable & AccountColumns>(database, (kysely, { key }) =>
    kysely
      .selectFrom('family')
      .leftJoin('user_account', 'user_account.id', 'family.user_id')
      .select(familyColumns)
      .select(accountColumns)
      .where('refresh_key_hash', '=', key),
  );
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
    findCodeForRedemption: async (hash) =>
      first(await code({ hash }), (row) => ({
        code: codeFrom(row),
        account: accountFrom(row),
      })),
    findFamilyForRefresh: async (key) =>
      first(
        await family({ key }),
        (row): FamilyForRefresh => ({ family: familyFrom(row), account: accountFrom(row) }),
      ),
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

type TokenColumns = AccountColumns &
  StandingColumns & {
    client_status: string | null;
    client_tokens_valid_from_ms: number | null;
    revoked_token_id: string | null;
  };

const tokenColumns = [
  'client.status as client_status',
  'client.tokens_valid_from_ms as client_tokens_valid_from_ms',
  'revoked_token.token_id as revoked_token_id',
  ...accountColumns,
  ...standingColumns,
] as const;

/** Nothing but what is joined to it. */
const nothing = sql<{ one: number }>`(select 1 as one)`.as('nothing');

function tokenReads(database: Database): Pick<Reads, 'findTokenStanding' | 'findOpaqueToken'> {
  const standing = prepareQuery<
    { token: string; client: string; user: string | null; family: string | null; issued: number },
    TokenColumns
  >(database, (kysely: Kysely<Schema>, { token, client, user, family, issued }) =>
    kysely
      .selectFrom(nothing)
      .leftJoin('client', (join) => join.on('client.id', '=', client).on(wasMadeBefore(sql`${issued}`)))
      .leftJoin('family', (join) => join.on('family.id', '=', family))
      .leftJoin('user_account', (join) =>
        join.on('user_account.id', '=', sql<string>`coalesce(${sql.ref('family.user_id')}, ${user})`),
      )
      .leftJoin('revoked_token', (join) => join.on('revoked_token.token_id', '=', token))
      .select(tokenColumns),
  );
  const opaque = prepareQuery<{ hash: string }, OpaqueTokenTable & TokenColumns>(
    database,
    (kysely, { hash }) =>
      kysely
        .selectFrom('opaque_token')
        .leftJoin('client', (join) =>
          join
            .onRef('client.id', '=', 'opaque_token.client_id')
            .on(wasMadeBefore(sql.ref('opaque_token.issued_at_ms'))),
        )
        .leftJoin('user_account', 'user_account.id', 'opaque_token.user_id')
        .leftJoin('family', 'family.id', 'opaque_token.family_id')
        .leftJoin('revoked_token', 'revoked_token.token_id', 'opaque_token.token_id')
        .selectAll('opaque_token')
        .select(tokenColumns)
        .where('opaque_token.hash', '=', hash),
  );
  return {
    findTokenStanding: async ({ tokenId, clientId: client, userId, familyId, issuedAt: issued }) => {
      const rows = await standing({ token: tokenId, client, user: userId, family: familyId, issued });
      return first(rows, tokenStandingFrom) ?? unknownToken;
    },
    findOpaqueToken: async (hash) =>
      first(await opaque({ hash }), (row) => ({
        token: opaqueTokenFrom(row),
        standing: pausedIn(row, tokenStandingFrom(row)),
      })),
  };
}

/** In ms: so far the clocks of two machines may be apart (operations.md §8). */
const clockDifference = 2000;

/** Whether the client is the one that the token was issued to: one of the same id that was made since is another. */
const wasMadeBefore = (issuedAt: RawBuilder<unknown>): RawBuilder<SqlBool> =>
  sql<SqlBool>`client.created_at * 1000 - ${sql.lit(clockDifference)} <= ${issuedAt}`;

const unknownToken: TokenStanding = { client: null, account: null, family: null, tokenRevoked: false };

const tokenStandingFrom = (row: TokenColumns): TokenStanding => ({
  client:
    row.client_status === null
      ? null
      : {
          status: row.client_status as NonNullable<TokenStanding['client']>['status'],
          tokensValidFrom:
            row.client_tokens_valid_from_ms === null ? null : instant(row.client_tokens_valid_from_ms),
        },
  account: accountFrom(row),
  family: standingFrom(row),
  tokenRevoked: row.revoked_token_id !== null,
});

/** A token that is paused alone answers as a revoked one does, until it is enabled (product.md T-4). */
const pausedIn = (
  { paused_at_ms }: Pick<OpaqueTokenTable, 'paused_at_ms'>,
  standing: TokenStanding,
): TokenStanding => (paused_at_ms === null ? standing : { ...standing, tokenRevoked: true });
