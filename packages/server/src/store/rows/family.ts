import type { Family, RefreshState, RotatedToken } from '@grantor/engine';
import { clientId, epoch, familyId, type Hash, hash, instant, userId } from '@grantor/protocol';
import type { FamilyAnswers, FamilyTable } from '../../database/schema.ts';
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

/** The answer comes third in rows of before migration 43. */
type Place = [hash: string, rotatedAt: number, sealedAnswer?: string | null] | null;

/** Of answers that are kept, as many as there may be tokens to ask for them (protocol.md RF-3a). */
export const answerColumns = [
  ...(['answer_0', 'answer_1', 'answer_2', 'answer_3'] as const),
  ...(['answer_4', 'answer_5', 'answer_6', 'answer_7'] as const),
] satisfies readonly (keyof FamilyAnswers)[];

/** At which place each lies in the column. */
const places = new WeakMap<RotatedToken, number>();

/**
 * The new one takes the first place of one that is not remembered any more: the others stay where they are, with their
 * answers.
 */
export function placeRotated(
  rotated: RotatedToken,
  earlier: readonly RotatedToken[],
): { readonly rotated: string; readonly answerColumn: keyof FamilyAnswers } {
  const column: Place[] = [];
  for (const each of earlier) {
    const place = places.get(each);
    if (place === undefined) throw new Error('an earlier rotation was not read with the family');
    column[place] = [each.hash, each.rotatedAt];
  }
  const free = answerColumns.findIndex((_, place) => column[place] === undefined);
  const answerColumn = answerColumns[free];
  if (answerColumn === undefined) throw new Error('too many rotations of a family are to be remembered');
  column[free] = [rotated.hash, rotated.rotatedAt];
  return { rotated: JSON.stringify(column), answerColumn }; // a place between that is free: null
}

const placesIn = (column: string): readonly Place[] => JSON.parse(column);

/** Newest first (protocol.md RF-3a). */
function rotatedFrom(column: string): readonly RotatedToken[] {
  const kept: RotatedToken[] = [];
  for (const [place, found] of placesIn(column).entries()) {
    if (found === null) continue;
    const each: RotatedToken = { hash: hash(found[0]), rotatedAt: instant(found[1]) };
    places.set(each, place);
    kept.push(each);
  }
  // Of one millisecond the last place is the newest
  return kept.reverse().sort((one, other) => other.rotatedAt - one.rotatedAt);
}

/** null: the family does not remember the token, or keeps no answer for it. */
export function sealedAnswerIn(row: FamilyTable & FamilyAnswers, rotated: Hash): string | null {
  for (const [place, found] of placesIn(row.rotated).entries()) {
    const column = answerColumns[place];
    if (found?.[0] === rotated && column !== undefined) return row[column] ?? found[2] ?? null;
  }
  return null;
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

const columns: Readonly<Record<keyof FamilyTable, true>> = {
  ...{ id: true, origin: true, client_id: true, user_id: true, auth_method: true, confirmation: true },
  ...{ scope: true, resources: true, authorization_details: true, claims: true, grant_id: true, told: true },
  ...{ auth_time: true, acr: true, amr: true, provider: true, session_hash: true, sid: true },
  ...{ ends_with_session: true, started_at_ms: true, expires_at: true, expires_day: true },
  ...{ refresh_key_hash: true, refresh_hash: true, refresh_ends_at: true, refresh_expires_at: true },
  ...{ rotated: true, newest_token_id: true, newest_expires_at: true, last_used_at_ms: true },
  ...{ revoked_at_ms: true, revocation_reason: true, paused_at_ms: true, paused_by: true },
};

/** All but the answers that are kept. */
export const familyColumns = (Object.keys(columns) as (keyof FamilyTable)[]).map(
  (name) => `family.${name}` as const,
);

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
  rotated: '[]',
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
