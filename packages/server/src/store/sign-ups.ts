/** People who want an account: what they entered waits until they have shown that the address is theirs (mail.md M-7). */

import type { Epoch, Hash } from '@grantor/protocol';
import { type Kysely, sql } from 'kysely';
import type { Schema, SignUpTable } from '../database/schema.ts';
import type { Behind } from './listing.ts';

export type SignUp = Readonly<SignUpTable>;

/** Who signs up at once, and who waits for an administrator: strangers can make no more (security.md L-8). */
const mostUnverified = 10_000;
const mostVerified = 1000;

/** False: too many wait. */
export async function storeSignUp(tx: Kysely<Schema>, signUp: SignUp): Promise<boolean> {
  const waiting = await tx
    .selectFrom('sign_up')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  if (Number(waiting.count) >= mostUnverified + mostVerified) return false;
  await tx.insertInto('sign_up').values(signUp).execute();
  return true;
}

/** null: it is unknown, followed or expired. */
export async function findSignUp(kysely: Kysely<Schema>, hash: Hash, now: Epoch): Promise<SignUp | null> {
  const row = await kysely
    .selectFrom('sign_up')
    .selectAll()
    .where('hash', '=', hash)
    .where('verified_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return row ?? null;
}

/** Takes it out, for an account to be made of it: of several who come with the link, one gets it. */
export async function takeSignUp(
  tx: Kysely<Schema>,
  hash: Hash,
  standing: 'unverified' | 'verified',
): Promise<SignUp | null> {
  const taken = await tx
    .deleteFrom('sign_up')
    .where('hash', '=', hash)
    .where('verified_at', standing === 'verified' ? 'is not' : 'is', null)
    .returningAll()
    .executeTakeFirst();
  return taken ?? null;
}

/** From now on it waits for an administrator, and its link does nothing. False: another was faster, or too many do. */
export async function awaitApproval(
  tx: Kysely<Schema>,
  hash: Hash,
  { now, until }: { readonly now: Epoch; readonly until: Epoch },
): Promise<boolean> {
  if ((await countSignUps(tx)) >= mostVerified) return false;
  const verified = await tx
    .updateTable('sign_up')
    .set({ request: null, verified_at: now, expires_at: until })
    .where('hash', '=', hash)
    .where('verified_at', 'is', null)
    .returning('hash')
    .executeTakeFirst();
  return verified !== undefined;
}

/** Who waits for an administrator, the longest first; `after`: from whom on. */
export const signUpsToDecide = (
  kysely: Kysely<Schema>,
  now: Epoch,
  { limit, after }: Behind<Pick<SignUp, 'hash'> & { readonly verified_at: number }>,
): Promise<readonly SignUp[]> =>
  kysely
    .selectFrom('sign_up')
    .selectAll()
    .where('verified_at', 'is not', null)
    .where('expires_at', '>', now)
    .$if(after !== undefined, (query) =>
      query.where(sql<boolean>`(verified_at, hash) > (${after?.verified_at}, ${after?.hash})`),
    )
    .orderBy('verified_at')
    .orderBy('hash')
    .limit(limit)
    .execute();

/** Whether the sign-up of this name waits for an administrator. */
export async function isToBeDecided(kysely: Kysely<Schema>, hash: string, now: Epoch): Promise<boolean> {
  const found = await kysely
    .selectFrom('sign_up')
    .select('hash')
    .where('hash', '=', hash)
    .where('verified_at', 'is not', null)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return found !== undefined;
}

export async function dropSignUp(tx: Kysely<Schema>, hash: string): Promise<void> {
  await tx.deleteFrom('sign_up').where('hash', '=', hash).execute();
}

/** Everything else that was entered for the address: it is somebody's now. */
export async function dropSignUpsOf(tx: Kysely<Schema>, emailFolded: string): Promise<void> {
  await tx.deleteFrom('sign_up').where('email_folded', '=', emailFolded).execute();
}

/** How many wait for an administrator. */
export async function countSignUps(kysely: Kysely<Schema>): Promise<number> {
  const { count } = await kysely
    .selectFrom('sign_up')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('verified_at', 'is not', null)
    .executeTakeFirstOrThrow();
  return Number(count);
}
