import type { Family, RefreshState, RotatedToken } from '@grantor/engine';
import { clientId, epoch, familyId, hash, instant, userId } from '@grantor/protocol';
import type { FamilyTable } from '../../database/schema.ts';
import {
  agreedClaims,
  confirmationColumn,
  detailsColumn,
  detailsFrom,
  endsWithLogout,
  list,
  nullable,
  refreshBindingFrom,
  requiredAuthenticationFrom,
  signInColumns,
  toldColumn,
  toldIn,
} from './columns.ts';

type Rotated = [hash: string, rotatedAt: number, sealedAnswer: string | null][];

/**
 * Where each lies in the column. A new one takes the place of one that is not remembered any more: the others, of a
 * kilobyte and more, stay where they are, and SQLite writes only the pages of a row that changed.
 */
const places = new WeakMap<RotatedToken, number>();

/** Newest first (protocol.md RF-3a). */
export function rotatedColumn(rotated: readonly RotatedToken[]): string {
  const placed: RotatedToken[] = [];
  const free: RotatedToken[] = [];
  for (const each of rotated) {
    const place = places.get(each) ?? rotated.length;
    if (place < rotated.length && placed[place] === undefined) placed[place] = each;
    else free.push(each);
  }
  const column = rotated.map((_, place) => placed[place] ?? free.pop());
  return JSON.stringify(column.map((each) => each && [each.hash, each.rotatedAt, each.sealedAnswer]));
}

function rotatedFrom(column: string): readonly RotatedToken[] {
  const kept = (JSON.parse(column) as Rotated).map(([rotated, rotatedAt, sealedAnswer], place) => {
    const each: RotatedToken = { hash: hash(rotated), rotatedAt: instant(rotatedAt), sealedAnswer };
    places.set(each, place);
    return each;
  });
  // Of one millisecond the last place is the newest
  return kept.reverse().sort((one, other) => other.rotatedAt - one.rotatedAt);
}

function refreshFrom(row: FamilyTable): RefreshState | null {
  if (row.refresh_key_hash === null || row.refresh_hash === null) return null;
  return {
    keyHash: hash(row.refresh_key_hash),
    currentHash: hash(row.refresh_hash),
    rotated: rotatedFrom(row.rotated),
    expiresAt: epoch(row.refresh_expires_at ?? 0),
  };
}

/** null: the family is older than the note. */
export const newestTokenOf = ({
  newest_token_id: tokenId,
  newest_expires_at: expiresAt,
}: Pick<FamilyTable, 'newest_token_id' | 'newest_expires_at'>): Family['newest'] =>
  tokenId === null || expiresAt === null ? null : { tokenId, expiresAt: epoch(expiresAt) };

export const familyFrom = (row: FamilyTable): Family => ({
  id: familyId(row.id),
  origin: row.origin as Family['origin'],
  clientId: clientId(row.client_id),
  authMethod: row.auth_method as Family['authMethod'],
  confirmation: refreshBindingFrom(row.confirmation),
  userId: userId(row.user_id),
  scope: list(row.scope),
  resources: list(row.resources),
  details: detailsFrom(row.authorization_details),
  claims: agreedClaims(row.claims),
  grantId: row.grant_id,
  authentication: requiredAuthenticationFrom(row),
  sessionId: nullable(row.session_hash, hash),
  sid: row.sid,
  startedAt: instant(row.started_at_ms),
  refreshEndsAt: epoch(row.refresh_ends_at),
  expiresAt: epoch(row.expires_at),
  refresh: refreshFrom(row),
  newest: newestTokenOf(row),
  revokedAt: nullable(row.revoked_at_ms, instant),
  pausedAt: nullable(row.paused_at_ms, instant),
  ...toldIn(row.told),
});

/** The day after whose beginning everything that expires at that second has expired. */
export const expiryDay = (expiresAt: number): number => Math.ceil(expiresAt / 86_400);

export const familyRow = (family: Family): FamilyTable => ({
  id: family.id,
  origin: family.origin,
  client_id: family.clientId,
  user_id: family.userId,
  scope: JSON.stringify(family.scope),
  resources: JSON.stringify(family.resources),
  authorization_details: detailsColumn(family.details),
  claims: JSON.stringify(family.claims),
  ...signInColumns(family.authentication),
  session_hash: family.sessionId,
  sid: family.sid,
  ends_with_session: endsWithLogout(family.scope) ? family.sessionId : null,
  started_at_ms: family.startedAt,
  refresh_ends_at: family.refreshEndsAt,
  expires_at: family.expiresAt,
  expires_day: expiryDay(family.expiresAt),
  refresh_key_hash: family.refresh?.keyHash ?? null,
  refresh_hash: family.refresh?.currentHash ?? null,
  rotated: rotatedColumn(family.refresh?.rotated ?? []),
  refresh_expires_at: family.refresh?.expiresAt ?? null,
  newest_token_id: family.newest?.tokenId ?? null,
  newest_expires_at: family.newest?.expiresAt ?? null,
  last_used_at_ms: null,
  revoked_at_ms: family.revokedAt,
  revocation_reason: null,
  paused_at_ms: family.pausedAt,
  paused_by: null,
  auth_method: family.authMethod,
  confirmation: confirmationColumn(family.confirmation),
  grant_id: family.grantId,
  told: toldColumn(family),
});
