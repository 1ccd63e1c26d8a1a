/** What the engine reads of offers and credentials, one statement each. */

import type { Store } from '@grantor/engine';
import { sql } from 'kysely';
import type { CredentialOfferTable, DeferredCredentialTable } from '../database/credential-tables.ts';
import type { Database } from '../database/database.ts';
import { type NoValues, prepareQuery } from '../database/statement.ts';
import { type AccountColumns, accountColumns, accountFrom } from './rows/account.ts';
import { deferredFrom, offerFrom } from './rows/credential.ts';
import { first } from './rows/first.ts';

type Reads = Pick<
  Store,
  'findCredentialOffer' | 'findOfferByReference' | 'findDeferredCredential' | 'newestStatusList'
>;

export function credentialReads(database: Database): Reads {
  const offer = prepareQuery<{ hash: string }, CredentialOfferTable & AccountColumns>(
    database,
    (kysely, { hash }) =>
      kysely
        .selectFrom('credential_offer')
        .leftJoin('user_account', 'user_account.id', 'credential_offer.user_id')
        .selectAll('credential_offer')
        .select(accountColumns)
        .where('hash', '=', hash),
  );
  const named = prepareQuery<{ reference: string }, CredentialOfferTable>(database, (kysely, { reference }) =>
    kysely
      .selectFrom('credential_offer')
      .selectAll()
      .where('reference', '=', reference)
      .where('redeemed_at_ms', 'is', null),
  );
  const deferred = prepareQuery<{ hash: string }, DeferredCredentialTable>(database, (kysely, { hash }) =>
    kysely.selectFrom('deferred_credential').selectAll().where('hash', '=', hash),
  );
  const newest = prepareQuery<NoValues, { newest: number | null }>(database, (kysely) =>
    kysely.selectFrom('issued_credential').select(sql<number | null>`max(status_list)`.as('newest')),
  );
  return {
    findCredentialOffer: async (hash) =>
      first(await offer({ hash }), (row) => ({ offer: offerFrom(row), account: accountFrom(row) })),
    findOfferByReference: async (reference) => first(await named({ reference }), offerFrom),
    findDeferredCredential: async (hash) => first(await deferred({ hash }), deferredFrom),
    newestStatusList: async () => first(await newest({}), (row) => row.newest) ?? 0,
  };
}
