import type { Actor, OpaqueToken } from '@grantor/engine';
import { clientId, epoch, familyId, hash, instant, userId } from '@grantor/protocol';
import type { OpaqueTokenTable } from '../../database/schema.ts';
import {
  authenticationColumns,
  authenticationFrom,
  confirmationColumn,
  confirmationFrom,
  detailsColumn,
  detailsFrom,
  list,
  noAuthentication,
  nullable,
} from './columns.ts';

export const opaqueTokenFrom = (row: OpaqueTokenTable): OpaqueToken => ({
  hash: hash(row.hash),
  tokenId: row.token_id,
  clientId: clientId(row.client_id),
  userId: nullable(row.user_id, userId),
  familyId: nullable(row.family_id, familyId),
  scope: list(row.scope),
  audience: list(row.audience),
  details: detailsFrom(row.authorization_details),
  authentication: authenticationFrom(row),
  confirmation: confirmationFrom(row.confirmation),
  actor: nullable(row.actor, (json): Actor => JSON.parse(json)),
  vouchedBy: row.vouched_by === null ? [] : JSON.parse(row.vouched_by),
  issuedAt: instant(row.issued_at_ms),
  expiresAt: epoch(row.expires_at),
});

export const opaqueTokenRow = (token: OpaqueToken): OpaqueTokenTable => ({
  hash: token.hash,
  token_id: token.tokenId,
  client_id: token.clientId,
  user_id: token.userId,
  family_id: token.familyId,
  scope: JSON.stringify(token.scope),
  audience: JSON.stringify(token.audience),
  authorization_details: detailsColumn(token.details),
  ...(token.authentication === null ? noAuthentication : authenticationColumns(token.authentication)),
  issued_at_ms: token.issuedAt,
  expires_at: token.expiresAt,
  paused_at_ms: null,
  paused_by: null,
  confirmation: confirmationColumn(token.confirmation),
  actor: token.actor === null ? null : JSON.stringify(token.actor),
  vouched_by: token.vouchedBy.length === 0 ? null : JSON.stringify(token.vouchedBy),
});
