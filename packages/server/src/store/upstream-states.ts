/** Sign-ins that are under way at other providers: each comes back once, to the browser it left (product.md I-1). */

import { type Epoch, type Hash, type UserId, userId } from '@grantor/protocol';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';

/** What the way to the provider is for. */
export type UpstreamPurpose = 'sign_in' | 'confirm' | 'link';

export type UpstreamState = {
  /** SHA-256 of `state`. */
  readonly hash: Hash;
  readonly browser: Hash;
  readonly provider: string;
  readonly purpose: UpstreamPurpose;
  /** Whose session asks, where it confirms or links. */
  readonly userId: UserId | null;
  readonly flow: string | null;
  readonly redirect: string | null;
  readonly lifetime: 'browser' | 'remembered';
  /** Digest of the page on which the waiting client was allowed; null: nobody had to be asked. */
  readonly shown: string | null;
  readonly expiresAt: Epoch;
};

export async function storeUpstreamState(db: Kysely<Schema>, state: UpstreamState): Promise<void> {
  await db
    .insertInto('upstream_state')
    .values({
      hash: state.hash,
      browser: state.browser,
      provider: state.provider,
      purpose: state.purpose,
      user_id: state.userId,
      flow: state.flow,
      redirect: state.redirect,
      remembered: state.lifetime === 'remembered' ? 1 : 0,
      shown: state.shown,
      expires_at: state.expiresAt,
    })
    .execute();
}

type Presented = Pick<UpstreamState, 'hash' | 'browser' | 'provider'> & { readonly now: Epoch };

/** Uses it up: of several who come with it, one gets it; null: unknown, used, expired, or another browser's. */
export async function takeUpstreamState(
  db: Kysely<Schema>,
  { hash, browser, provider, now }: Presented,
): Promise<UpstreamState | null> {
  const row = await db
    .deleteFrom('upstream_state')
    .where('hash', '=', hash)
    .where('browser', '=', browser)
    .where('provider', '=', provider)
    .where('expires_at', '>', now)
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) return null;
  return {
    ...{ hash, browser, provider },
    purpose: row.purpose as UpstreamPurpose,
    userId: row.user_id === null ? null : userId(row.user_id),
    flow: row.flow,
    redirect: row.redirect,
    lifetime: row.remembered === 1 ? 'remembered' : 'browser',
    shown: row.shown,
    expiresAt: row.expires_at as Epoch,
  };
}
