/** The conditions under which anything may be issued, as SQL for guards (operations.md E-1). */

import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Database } from '../../database/database.ts';
import type { Schema } from '../../database/schema.ts';

/** The user and the client exist, the one enabled and the other active. */
export function partiesLive(kysely: Kysely<Schema>, user: string, client: string): RawBuilder<boolean> {
  const enabled = kysely
    .selectFrom('user_account')
    .select(sql.lit(1).as('one'))
    .where('id', '=', user)
    .where('disabled_at_ms', 'is', null);
  const active = kysely
    .selectFrom('client')
    .select(sql.lit(1).as('one'))
    .where('id', '=', client)
    .where('status', '=', 'active');
  return sql<boolean>`exists ${enabled} and exists ${active}`;
}

/** The session lives at this second, and cannot end before the commit has. */
export function sessionLives(
  { kysely, dialect }: Pick<Database, 'kysely' | 'dialect'>,
  session: string,
  now: number,
): RawBuilder<boolean> {
  const live = kysely
    .selectFrom('browser_session')
    .select(sql.lit(1).as('one'))
    .where('hash', '=', session)
    .where('expires_at', '>', now)
    .modifyEnd(dialect.lockShared);
  return sql<boolean>`exists ${live}`;
}

/** What somebody allowed a client, and when they did so last: a later one is another one. */
export type RestingOn = { readonly user: string; readonly client: string; readonly givenAt: number };

/** That is what the person has allowed the client, and cannot be withdrawn before the commit has ended. */
export function consentStands(
  { kysely, dialect }: Pick<Database, 'kysely' | 'dialect'>,
  { user, client, givenAt }: RestingOn,
): RawBuilder<boolean> {
  const given = kysely
    .selectFrom('consent')
    .select(sql.lit(1).as('one'))
    .where('user_id', '=', user)
    .where('client_id', '=', client)
    .where('given_at_ms', '=', givenAt)
    .modifyEnd(dialect.lockShared);
  return sql<boolean>`exists ${given}`;
}

/** Whom another issuer vouches for. */
export type ForeignParty = { readonly issuer: string; readonly subject: string; readonly user: string };

/**
 * The subject is the person still, as far as it was linked with anybody, and cannot be taken away before the commit has ended
 * (advanced.md JWB-3).
 */
export function foreignLinkStands(
  { kysely, dialect }: Pick<Database, 'kysely' | 'dialect'>,
  { issuer, subject, user }: ForeignParty,
): RawBuilder<boolean> {
  const known = kysely
    .selectFrom('foreign_subject')
    .select(sql.lit(1).as('one'))
    .where('issuer', '=', issuer)
    .where('subject', '=', subject);
  const standing = known
    .where('user_id', '=', user)
    .where('ended_at', 'is', null)
    .modifyEnd(dialect.lockShared);
  return sql<boolean>`(not exists ${known} or exists ${standing})`;
}
