/** Trusted issuers, exchange rules and credential configurations: rows ↔ model, and the writes administration makes. */

import {
  type CredentialConfiguration,
  type ExchangeRule,
  type TrustedIssuer,
  usualAssertionLifetime,
} from '@grantor/engine';
import type { Kysely } from 'kysely';
import type { PolicyTable, Schema } from '../database/schema.ts';
import type { Behind } from './listing.ts';

/** What is kept of each kind, by its table. */
export type Policies = {
  readonly trusted_issuer: TrustedIssuer;
  readonly exchange_rule: ExchangeRule;
  readonly credential_configuration: CredentialConfiguration;
};

export type PolicyKind = keyof Policies;

/** Settings that did not exist yet when the record was stored are as if nobody set them. */
const unset: { readonly [Kind in PolicyKind]: Partial<Policies[Kind]> } = {
  trusted_issuer: {
    algorithms: [],
    clients: null,
    scopes: null,
    resources: null,
    claimRules: [],
    maximalLifetime: usualAssertionLifetime,
    subjects: { emailDomains: [], unknown: 'refused' },
  },
  exchange_rule: { subjectIssuer: null, idJag: null, mayAct: 'not_needed', lifetime: null },
  credential_configuration: {},
};

/** The record that a row holds. */
export const policyFrom = <Kind extends PolicyKind>(
  kind: Kind,
  { id, settings }: Pick<PolicyTable, 'id' | 'settings'>,
): Policies[Kind] => ({ ...unset[kind], ...JSON.parse(settings), id });

const settingsOf = ({ id: _, ...settings }: Policies[PolicyKind]): string => JSON.stringify(settings);

/** Null when there is none. */
export async function readPolicy<Kind extends PolicyKind>(
  db: Kysely<Schema>,
  kind: Kind,
  id: string,
): Promise<Policies[Kind] | null> {
  const row = await db
    .selectFrom(kind as PolicyKind)
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? null : policyFrom(kind, row);
}

/** All of them by id, from one on. */
export async function readPolicies<Kind extends PolicyKind>(
  { kysely }: { readonly kysely: Kysely<Schema> },
  kind: Kind,
  { limit, after }: Behind,
): Promise<readonly Policies[Kind][]> {
  const all = kysely
    .selectFrom(kind as PolicyKind)
    .selectAll()
    .orderBy('id')
    .limit(limit);
  const rows = await (after === undefined ? all : all.where('id', '>', after)).execute();
  return rows.map((row) => policyFrom(kind, row));
}

/** The record as it is now, which nobody else changes until the transaction ends. Null when there is none. */
export async function holdPolicy<Kind extends PolicyKind>(
  tx: Kysely<Schema>,
  kind: Kind,
  id: string,
): Promise<Policies[Kind] | null> {
  const row = await tx
    .updateTable(kind as PolicyKind)
    .set((eb) => ({ updated_at: eb.ref('updated_at') }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? null : policyFrom(kind, row);
}

/** False: there is one of this id. */
export async function insertPolicy<Kind extends PolicyKind>(
  tx: Kysely<Schema>,
  kind: Kind,
  { policy, now }: { readonly policy: Policies[Kind]; readonly now: number },
): Promise<boolean> {
  const inserted = await tx
    .insertInto(kind as PolicyKind)
    .values({ id: policy.id, settings: settingsOf(policy), created_at: now, updated_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return inserted !== undefined;
}

/** All of it anew. */
export async function rewritePolicy<Kind extends PolicyKind>(
  tx: Kysely<Schema>,
  kind: Kind,
  { policy, now }: { readonly policy: Policies[Kind]; readonly now: number },
): Promise<void> {
  await tx
    .updateTable(kind as PolicyKind)
    .set({ settings: settingsOf(policy), updated_at: now })
    .where('id', '=', policy.id)
    .execute();
}

export async function removePolicy(tx: Kysely<Schema>, kind: PolicyKind, id: string): Promise<void> {
  await tx.deleteFrom(kind).where('id', '=', id).execute();
}
