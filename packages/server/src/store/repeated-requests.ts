/** Requests that may come again under the same key, and what was answered to them (product.md M-2). */

import { after, type Epoch } from '@grantor/protocol';
import { type Kysely, sql } from 'kysely';
import type { Schema } from '../database/schema.ts';

export type Repeatable = {
  /** Of the caller and their key. */
  readonly hash: string;
  readonly caller: string;
  /** Of what is asked. */
  readonly request: string;
};

export type KeptAnswer = {
  readonly status: number;
  readonly location: string | null;
  /** JSON; null: there was none. */
  readonly body: string | null;
};

export type Claim =
  /** Nobody else works on it. */
  | { readonly kind: 'yours' }
  | { readonly kind: 'answered'; readonly answer: KeptAnswer }
  /** The key was used for something else. */
  | { readonly kind: 'another' }
  | { readonly kind: 'busy' }
  /** The caller has as many keys as they may. */
  | { readonly kind: 'full' };

/** Seconds that an answer is kept. */
const kept = 24 * 3600;
/** Seconds after which a request that nobody answered may be tried again: its process is gone. */
const workedOn = 60;
const mostKeys = 10_000;

/** Takes the request, or says what became of it; of any number at once one takes it. */
export async function claimRequest(
  kysely: Kysely<Schema>,
  repeatable: Repeatable,
  now: Epoch,
): Promise<Claim> {
  if (await hasAllKeys(kysely, repeatable.caller, now)) return { kind: 'full' };
  const { hash, caller, request } = repeatable;
  const columns = {
    caller,
    request,
    expires_at: after(now, workedOn),
    status: null,
    location: null,
    body: null,
  };
  const taken = await kysely
    .insertInto('repeated_request')
    .values({ hash, ...columns })
    .onConflict((conflict) =>
      conflict.column('hash').doUpdateSet(columns).where(sql<boolean>`repeated_request.expires_at <= ${now}`),
    )
    .returning('hash')
    .executeTakeFirst();
  return taken === undefined ? earlierOf(kysely, repeatable) : { kind: 'yours' };
}

async function hasAllKeys(kysely: Kysely<Schema>, caller: string, now: Epoch): Promise<boolean> {
  const beyond = await kysely
    .selectFrom('repeated_request')
    .select('hash')
    .where('caller', '=', caller)
    .where('expires_at', '>', now)
    .limit(1)
    .offset(mostKeys - 1)
    .executeTakeFirst();
  return beyond !== undefined;
}

async function earlierOf(kysely: Kysely<Schema>, { hash, request }: Repeatable): Promise<Claim> {
  const row = await kysely
    .selectFrom('repeated_request')
    .selectAll()
    .where('hash', '=', hash)
    .executeTakeFirst();
  if (row === undefined) return { kind: 'busy' };
  if (row.request !== request) return { kind: 'another' };
  const { status, location, body } = row;
  return status === null ? { kind: 'busy' } : { kind: 'answered', answer: { status, location, body } };
}

/** Keeps what is answered to a request that was taken. */
export async function keepAnswer(
  kysely: Kysely<Schema>,
  hash: string,
  { answer, now }: { readonly answer: KeptAnswer; readonly now: Epoch },
): Promise<void> {
  await kysely
    .updateTable('repeated_request')
    .set({ ...answer, expires_at: after(now, kept) })
    .where('hash', '=', hash)
    .execute();
}

/** Gives a request back that changed nothing: it may be tried again. */
export async function dropRequest(kysely: Kysely<Schema>, hash: string): Promise<void> {
  await kysely.deleteFrom('repeated_request').where('hash', '=', hash).where('status', 'is', null).execute();
}
