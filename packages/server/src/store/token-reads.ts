/** What a token hangs on, in one statement with it (operations.md E-1). */

import type { Store, TokenStanding } from '@grantor/engine';
import { instant } from '@grantor/protocol';
import { type Kysely, type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Database } from '../database/database.ts';
import type { OpaqueTokenTable, Schema } from '../database/schema.ts';
import { prepareQuery } from '../database/statement.ts';
import { type NotedColumns, type Noting, noted, notedColumns } from './reading.ts';
import {
  type AccountColumns,
  accountColumns,
  accountFrom,
  type StandingColumns,
  standingColumns,
  standingFrom,
} from './rows/account.ts';
import { first } from './rows/first.ts';
import { opaqueTokenFrom } from './rows/opaque-token.ts';

type TokenColumns = AccountColumns &
  StandingColumns &
  NotedColumns & {
    client_status: string | null;
    client_tokens_valid_from_ms: number | null;
    revoked_token_id: string | null;
    /** Where it is noted. */
    client_revision?: string | null;
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

type TokenValues = {
  token: string;
  client: string;
  user: string | null;
  family: string | null;
  issued: number;
  used: string;
};

export function tokenReads(
  database: Database,
  noting: Noting,
): Pick<Store, 'findTokenStanding' | 'findOpaqueToken'> {
  const { standing, opaque } = prepareTokenReads(database, noting);
  return {
    findTokenStanding: async ({ tokenId, clientId: client, userId, familyId, issuedAt: issued }) => {
      const ofToken = { token: tokenId, client, user: userId, family: familyId, issued };
      const rows = await noted(
        (used) => standing({ ...ofToken, used }),
        () => client,
      );
      return first(rows, tokenStandingFrom) ?? unknownToken;
    },
    findOpaqueToken: async (hash) => {
      const rows = await noted(
        (used) => opaque({ hash, used }),
        (row) => row.client_id,
      );
      return first(rows, (row) => ({
        token: opaqueTokenFrom(row),
        standing: pausedIn(row, tokenStandingFrom(row)),
      }));
    },
  };
}

function prepareTokenReads(database: Database, noting: Noting) {
  const own = noting === null ? [] : [noting('client').as('client_revision')];
  const standing = prepareQuery<TokenValues, TokenColumns>(
    database,
    (kysely: Kysely<Schema>, { token, client, user, family, issued, used }) =>
      kysely
        .selectFrom(nothing)
        .leftJoin('client', (join) => join.on('client.id', '=', client).on(wasMadeBefore(sql`${issued}`)))
        .leftJoin('family', (join) => join.on('family.id', '=', family))
        .leftJoin('user_account', (join) =>
          join.on('user_account.id', '=', sql<string>`coalesce(${sql.ref('family.user_id')}, ${user})`),
        )
        .leftJoin('revoked_token', (join) => join.on('revoked_token.token_id', '=', token))
        .select([...tokenColumns, ...own, ...notedColumns(noting, used)]),
  );
  const opaque = prepareQuery<{ hash: string; used: string }, OpaqueTokenTable & TokenColumns>(
    database,
    (kysely, { hash, used }) =>
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
        .select([...tokenColumns, ...own, ...notedColumns(noting, used)])
        .where('opaque_token.hash', '=', hash),
  );
  return { standing, opaque };
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
