/** What reads that join the account or the family select of them. */

import type { Account, FamilyStanding } from '@grantor/engine';
import { clientId, instant, userId } from '@grantor/protocol';
import { agreedClaims, list, nullable, toldIn } from './columns.ts';

/** What a read that joins the account selects of it; all null when there is none. */
export type AccountColumns = {
  account_id: string | null;
  account_username: string | null;
  account_role: string | null;
  account_claims: string | null;
  account_disabled_at_ms: number | null;
  account_tokens_valid_from_ms: number | null;
};

export const accountColumns = [
  'user_account.id as account_id',
  'user_account.username as account_username',
  'user_account.role as account_role',
  'user_account.claims as account_claims',
  'user_account.disabled_at_ms as account_disabled_at_ms',
  'user_account.tokens_valid_from_ms as account_tokens_valid_from_ms',
] as const;

export function accountFrom(row: AccountColumns): Account | null {
  if (row.account_id === null || row.account_username === null) return null;
  return {
    id: userId(row.account_id),
    username: row.account_username,
    role: row.account_role === 'admin' ? 'admin' : 'user',
    claims: JSON.parse(row.account_claims ?? '{}'),
    disabledAt: nullable(row.account_disabled_at_ms, instant),
    tokensValidFrom: nullable(row.account_tokens_valid_from_ms, instant),
  };
}

/** What a read that joins the family selects of its standing; all null when there is none. */
export type StandingColumns = {
  family_user_id: string | null;
  family_client_id: string | null;
  family_started_at_ms: number | null;
  family_revoked_at_ms: number | null;
  family_paused_at_ms: number | null;
  family_claims: string | null;
  family_resources: string | null;
  family_grant_id: string | null;
  family_told: string | null;
};

export const standingColumns = [
  'family.user_id as family_user_id',
  'family.client_id as family_client_id',
  'family.started_at_ms as family_started_at_ms',
  'family.revoked_at_ms as family_revoked_at_ms',
  'family.paused_at_ms as family_paused_at_ms',
  'family.claims as family_claims',
  'family.resources as family_resources',
  'family.grant_id as family_grant_id',
  'family.told as family_told',
] as const;

export function standingFrom(row: StandingColumns): FamilyStanding | null {
  const { family_started_at_ms: startedAt, family_user_id: user, family_client_id: client } = row;
  if (startedAt === null || user === null || client === null) return null;
  return {
    clientId: clientId(client),
    userId: userId(user),
    startedAt: instant(startedAt),
    revokedAt: nullable(row.family_revoked_at_ms, instant),
    pausedAt: nullable(row.family_paused_at_ms, instant),
    claims: agreedClaims(row.family_claims),
    resources: list(row.family_resources ?? '[]'),
    grantId: row.family_grant_id,
    ...toldIn(row.family_told),
  };
}
