import type { FactKind } from '@grantor/engine';
import { secondOf } from '@grantor/protocol';
import { sql } from 'kysely';
import type { Database } from '../../database/database.ts';
import { guarded, prepareInsert, prepareWrite } from '../../database/statement.ts';
import { credentialRow, deferredRow, offerRow } from '../rows/credential.ts';
import { proofWriter } from './derived-token.ts';
import { partiesLive } from './live.ts';
import type { Writers } from './writer.ts';

type OfferKind = Extract<FactKind, 'credential_offered' | 'offer_redeemed' | 'offer_tried'>;

/** Offers of credentials: redeemed once, and by a transaction code that was wrong five times at most (OpenID4VCI §6.1). */
export function offerWriters(database: Database): Writers<OfferKind> {
  const offer = prepareInsert<'credential_offer', { most: number; since: number }>(
    database,
    'credential_offer',
    ({ user_id, most, since }) => ({
      where: sql<boolean>`(select count(*) from credential_offer
        where user_id = ${user_id} and issued_at_ms >= ${since}) < ${most}`,
    }),
  );
  const redeem = prepareWrite<{ hash: string; user: string; client: string; at: number }>(
    database,
    (kysely, { hash, user, client, at }) =>
      kysely
        .updateTable('credential_offer')
        .set({ redeemed_at_ms: at })
        .where('hash', '=', hash)
        .where('redeemed_at_ms', 'is', null)
        .where((row) => row.or([row('tries_left', 'is', null), row('tries_left', '>', sql.lit(0))]))
        .where(partiesLive(kysely, user, client)),
  );
  const tried = prepareWrite<{ hash: string }>(database, (kysely, { hash }) =>
    kysely
      .updateTable('credential_offer')
      .set({ tries_left: sql`tries_left - 1` })
      .where('hash', '=', hash)
      .where('redeemed_at_ms', 'is', null)
      .where('tries_left', '>', sql.lit(0)),
  );
  return {
    credential_offered: ({ offer: made, most, since }) => [guarded(offer(offerRow(made), { most, since }))],
    offer_redeemed: ({ offer: { hash, userId: user }, clientId: client }, at) => [
      guarded(redeem({ hash, user, client, at })),
    ],
    offer_tried: ({ hash }) => [guarded(tried({ hash }))],
  };
}

type CredentialKind = Extract<
  FactKind,
  | 'credential_nonce_spent'
  | 'credential_issued'
  | 'credential_deferred'
  | 'deferred_credential_collected'
  | 'credential_notified'
>;

/** Credentials: each at a place of its own, each nonce and each deferred one once (OpenID4VCI §8, §9). */
export function credentialWriters(database: Database): Writers<CredentialKind> {
  const spend = proofWriter(database);
  const issue = prepareInsert(database, 'issued_credential', () => ({ onConflict: sql`do nothing` }));
  const defer = prepareInsert<'deferred_credential', { most: number; now: number }>(
    database,
    'deferred_credential',
    ({ user_id, most, now }) => ({
      where: sql<boolean>`(select count(*) from deferred_credential
        where user_id = ${user_id} and state = 'pending' and expires_at > ${now}) < ${most}`,
    }),
  );
  const collect = prepareWrite<{ hash: string }>(database, (kysely, { hash }) =>
    kysely
      .updateTable('deferred_credential')
      .set({ state: 'issued' })
      .where('hash', '=', hash)
      .where('state', '=', sql.lit('approved')),
  );
  const note = prepareWrite<{ notification: string; user: string; event: string; at: number }>(
    database,
    (kysely, { notification, user, event, at }) =>
      kysely
        .updateTable('issued_credential')
        .set({ last_event: event, last_event_at_ms: at })
        .where('notification', '=', notification)
        .where('user_id', '=', user),
  );
  return {
    credential_nonce_spent: ({ proof }, at) => [spend(proof, at)],
    credential_issued: ({ credential }) => [guarded(issue(credentialRow(credential), {}))],
    credential_deferred: ({ deferred, most }, at) => [
      guarded(defer(deferredRow(deferred), { most, now: secondOf(at) })),
    ],
    deferred_credential_collected: ({ hash }) => [guarded(collect({ hash }))],
    credential_notified: ({ notification, userId: user, event }, at) => [
      guarded(note({ notification, user, event, at })),
    ],
  };
}
