import type { AuthorizationCode, GrantAction } from '@grantor/engine';
import { clientId, epoch, familyId, hash, instant, userId } from '@grantor/protocol';
import type { AuthorizationCodeTable } from '../../database/schema.ts';
import {
  agreedClaims,
  detailsColumn,
  detailsFrom,
  endsWithLogout,
  list,
  nullable,
  requiredAuthenticationFrom,
  signInColumns,
} from './columns.ts';

export const codeFrom = (row: AuthorizationCodeTable): AuthorizationCode => ({
  hash: hash(row.hash),
  clientId: clientId(row.client_id),
  userId: userId(row.user_id),
  familyId: familyId(row.family_id),
  redirectUri: row.redirect_uri,
  scope: list(row.scope),
  resources: list(row.resources),
  details: detailsFrom(row.authorization_details),
  codeChallenge: row.code_challenge,
  nonce: row.nonce,
  claims: agreedClaims(row.claims),
  authentication: requiredAuthenticationFrom(row),
  sessionId: hash(row.session_hash),
  sid: row.sid,
  issuedAt: instant(row.issued_at_ms),
  expiresAt: epoch(row.expires_at),
  dpopJkt: row.dpop_jkt,
  grant: row.grant_id === null ? null : { id: row.grant_id, action: row.grant_action as GrantAction },
  redeemedAt: nullable(row.redeemed_at_ms, instant),
});

export const codeRow = (code: AuthorizationCode): AuthorizationCodeTable => ({
  hash: code.hash,
  client_id: code.clientId,
  user_id: code.userId,
  family_id: code.familyId,
  redirect_uri: code.redirectUri,
  scope: JSON.stringify(code.scope),
  resources: JSON.stringify(code.resources),
  authorization_details: detailsColumn(code.details),
  code_challenge: code.codeChallenge,
  nonce: code.nonce,
  claims: JSON.stringify(code.claims),
  ...signInColumns(code.authentication),
  session_hash: code.sessionId,
  sid: code.sid,
  ends_with_session: endsWithLogout(code.scope) ? code.sessionId : null,
  issued_at_ms: code.issuedAt,
  expires_at: code.expiresAt,
  redeemed_at_ms: code.redeemedAt,
  dpop_jkt: code.dpopJkt,
  grant_id: code.grant?.id ?? null,
  grant_action: code.grant?.action ?? null,
});
