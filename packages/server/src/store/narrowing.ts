/** What a person allowed a client, made less, and single tokens made other, in a transaction under way (federation-vci-authlete.md §3.2). */

import { narrowedTo, type Property, type Told, untold } from '@grantor/engine';
import { type Epoch, type Instant, isWithin, secondOf } from '@grantor/protocol';
import { type Kysely, sql } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { list } from './rows/columns.ts';

type Granted = { readonly id: string; readonly userId: string; readonly scopes: readonly string[] };

/**
 * Of the scopes of consent, grants and tokens of this person with the client those stay that are named; what is left with
 * none ends, and so does what has no token yet. The number of tokens and sessions that were changed. The consent first:
 * whoever issues by it has committed by then, or will see that it is another one.
 */
export async function narrowAccessIn(
  tx: Kysely<Schema>,
  { id, userId, scopes }: Granted,
  at: Instant,
): Promise<number> {
  const ofThese = sql<boolean>`client_id = ${id} and user_id = ${userId}`;
  await narrowConsentIn(tx, { id, userId, scopes });
  await tx.deleteFrom('authorization_code').where('redeemed_at_ms', 'is', null).where(ofThese).execute();
  await tx.deleteFrom('device_code').where('expires_at', '>', secondOf(at)).where(ofThese).execute();
  await narrowGrantsIn(tx, { id, userId, scopes }, at);
  const left = (column: string): readonly string[] => list(column).filter((name) => scopes.includes(name));
  const isMore = ({ scope }: { readonly scope: string }): boolean => !isWithin(list(scope), scopes);
  const tokens = await tx.selectFrom('opaque_token').select(['hash', 'scope']).where(ofThese).execute();
  const longer = tokens.filter(isMore);
  for (const { hash, scope } of longer)
    await tx
      .updateTable('opaque_token')
      .set({ scope: JSON.stringify(left(scope)) })
      .where('hash', '=', hash)
      .execute();
  return longer.length + (await narrowFamiliesIn(tx, { id, userId, scopes }, at));
}

/** A request under way rests on what it read: the time, by which it knows that, is another one (security.md R-9). */
async function narrowConsentIn(tx: Kysely<Schema>, { id, userId, scopes }: Granted): Promise<void> {
  const [consent] = await tx
    .updateTable('consent')
    .set((eb) => ({ scope: eb.ref('scope') })) // held
    .where('client_id', '=', id)
    .where('user_id', '=', userId)
    .returning(['scope', 'terms', 'authorization_details'])
    .execute();
  if (consent === undefined || isWithin(list(consent.scope), scopes)) return;
  const left = narrowedTo({ scope: list(consent.scope), terms: list(consent.terms) }, scopes);
  if (left.scope.length === 0 && list(consent.authorization_details ?? '[]').length === 0) {
    await tx.deleteFrom('consent').where('client_id', '=', id).where('user_id', '=', userId).execute();
    return;
  }
  await tx
    .updateTable('consent')
    .set((eb) => ({
      ...{ scope: JSON.stringify(left.scope), terms: JSON.stringify(left.terms) },
      given_at_ms: eb('given_at_ms', '+', 1),
    }))
    .where('client_id', '=', id)
    .where('user_id', '=', userId)
    .execute();
}

/** Their JWTs lose by it what they say themselves (`Told`). How many there were. */
async function narrowFamiliesIn(
  tx: Kysely<Schema>,
  { id, userId, scopes }: Granted,
  at: Instant,
): Promise<number> {
  const families = await tx
    .updateTable('family')
    .set((eb) => ({ told: eb.ref('told') })) // held
    .where('client_id', '=', id)
    .where('user_id', '=', userId)
    .where('revoked_at_ms', 'is', null)
    .returning(['id', 'scope', 'told', 'authorization_details'])
    .execute();
  const wider = families.filter(({ scope }) => !isWithin(list(scope), scopes));
  for (const { id: family, scope, told, authorization_details } of wider) {
    const kept = list(scope).filter((name) => scopes.includes(name));
    const said: Told = { ...(told === null ? untold : JSON.parse(told)), scopes: kept };
    const isNothing = kept.length === 0 && authorization_details === null;
    const change = isNothing
      ? ({ revoked_at_ms: at, revocation_reason: 'admin' } as const)
      : { scope: JSON.stringify(kept), told: JSON.stringify(said) };
    await tx.updateTable('family').set(change).where('id', '=', family).execute();
  }
  return wider.length;
}

type GrantScopes = readonly { readonly scope: readonly string[] }[];

async function narrowGrantsIn(
  tx: Kysely<Schema>,
  { id, userId, scopes }: Granted,
  at: Instant,
): Promise<void> {
  const grants = await tx
    .selectFrom('managed_grant')
    .select(['id', 'scopes', 'authorization_details', 'revision'])
    .where('client_id', '=', id)
    .where('user_id', '=', userId)
    .execute();
  for (const { id: grant, scopes: held, authorization_details, revision } of grants) {
    const before: GrantScopes = JSON.parse(held);
    if (before.every(({ scope }) => isWithin(scope, scopes))) continue;
    const after = before
      .map((one) => ({ ...one, scope: one.scope.filter((name) => scopes.includes(name)) }))
      .filter(({ scope }) => scope.length > 0);
    if (after.length === 0 && authorization_details === null)
      await tx.deleteFrom('managed_grant').where('id', '=', grant).execute();
    else
      await tx
        .updateTable('managed_grant')
        .set({ scopes: JSON.stringify(after), revision: revision + 1, updated_at_ms: at })
        .where('id', '=', grant)
        .execute();
  }
}

export type TokenChange = {
  readonly scope?: readonly string[];
  readonly expiresAt?: Epoch;
};

/** Whether it could be: the token is there, lives, and so does what it hangs on. */
export async function changeTokenIn(
  tx: Kysely<Schema>,
  { hash, at }: { readonly hash: string; readonly at: Instant },
  { scope, expiresAt }: TokenChange,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('opaque_token')
    .set({
      ...(scope === undefined ? {} : { scope: JSON.stringify(scope) }),
      ...(expiresAt === undefined ? {} : { expires_at: expiresAt }),
    })
    .where('hash', '=', hash)
    .where('expires_at', '>', secondOf(at))
    .where(
      sql<boolean>`not exists (select 1 from revoked_token where revoked_token.token_id = opaque_token.token_id)`,
    )
    .where(
      sql<boolean>`(family_id is null or exists (select 1 from family where family.id = family_id and revoked_at_ms is null))`,
    )
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** The family has to be kept as long as its longest token. */
export async function keepFamilyIn(tx: Kysely<Schema>, id: string, until: Epoch): Promise<void> {
  await tx
    .updateTable('family')
    .set({ expires_at: until })
    .where('id', '=', id)
    .where('expires_at', '<', until)
    .execute();
}

/** In the place of those that are kept with the family. Whether it is there and lives. */
export async function setPropertiesIn(
  tx: Kysely<Schema>,
  id: string,
  properties: readonly Property[],
): Promise<boolean> {
  // Held: what is written into the same column meanwhile, such as what was narrowed, stays
  const family = await tx
    .updateTable('family')
    .set((eb) => ({ told: eb.ref('told') }))
    .where('id', '=', id)
    .where('revoked_at_ms', 'is', null)
    .returning('told')
    .executeTakeFirst();
  if (family === undefined) return false;
  const told: Told = { ...(family.told === null ? untold : JSON.parse(family.told)), properties };
  await tx
    .updateTable('family')
    .set({ told: JSON.stringify(told) })
    .where('id', '=', id)
    .execute();
  return true;
}
