import type { BackchannelRequest, DeviceCode, DeviceDecision } from '@grantor/engine';
import { clientId, epoch, familyId, hash, instant, userId } from '@grantor/protocol';
import type { DeviceCodeTable } from '../../database/schema.ts';
import {
  agreedClaims,
  authenticationFrom,
  detailsColumn,
  detailsFrom,
  list,
  noAuthentication,
  nullable,
  toldIn,
} from './columns.ts';

function decisionFrom(row: DeviceCodeTable): DeviceDecision {
  if (row.state === 'denied' || row.state === 'redeemed') return { kind: row.state };
  const authentication = authenticationFrom(row);
  if (row.state !== 'approved' || authentication === null) return { kind: 'pending' };
  return {
    kind: 'approved',
    approval: {
      userId: userId(row.user_id ?? ''),
      familyId: familyId(row.family_id ?? ''),
      ...{ scope: list(row.scope), resources: list(row.resources) },
      details: detailsFrom(row.approved_details),
      claims: agreedClaims(row.claims),
      grantId: row.grant_id,
      authentication,
      sessionId: hash(row.session_hash ?? ''),
      sid: row.sid ?? '',
      approvedAt: instant(row.decided_at_ms ?? row.issued_at_ms),
      ...toldIn(row.told),
    },
  };
}

/** The id of a grant that is created is drawn once it is approved. */
function grantRequestFrom({ grant_action: action, grant_id: id }: DeviceCodeTable): DeviceCode['grant'] {
  if (action === 'merge' || action === 'replace') return { action, id: id ?? '' };
  return action === 'create' ? { action } : null;
}
const backchannelFrom = (row: DeviceCodeTable): BackchannelRequest | null =>
  row.acr_values === null
    ? null
    : {
        userId: nullable(row.asked_user_id, userId),
        acrValues: list(row.acr_values),
        bindingMessage: row.binding_message,
        notification: row.notification,
      };

export const deviceCodeFrom = (row: DeviceCodeTable): DeviceCode => ({
  hash: hash(row.hash),
  userCodeHash: hash(row.user_code_hash),
  clientId: clientId(row.client_id),
  scope: list(row.scope),
  resources: list(row.resources),
  details: detailsFrom(row.authorization_details),
  grant: grantRequestFrom(row),
  backchannel: backchannelFrom(row),
  issuedAt: instant(row.issued_at_ms),
  expiresAt: epoch(row.expires_at),
  lastPolledAt: nullable(row.last_polled_at_ms, instant),
  boundSession: nullable(row.bound_session, hash),
  decision: decisionFrom(row),
  decidedAt: nullable(row.decided_at_ms, instant),
});

/** A new device code: nobody has polled, entered or decided it. */
export const deviceCodeRow = (code: DeviceCode): DeviceCodeTable => ({
  hash: code.hash,
  user_code_hash: code.userCodeHash,
  client_id: code.clientId,
  scope: JSON.stringify(code.scope),
  resources: JSON.stringify(code.resources),
  authorization_details: detailsColumn(code.details),
  issued_at_ms: code.issuedAt,
  expires_at: code.expiresAt,
  last_polled_at_ms: code.lastPolledAt,
  bound_session: code.boundSession,
  state: 'pending',
  decided_at_ms: null,
  user_id: null,
  family_id: null,
  ...noAuthentication,
  provider: null,
  session_hash: null,
  sid: null,
  claims: null,
  approved_details: null,
  told: null,
  grant_action: code.grant?.action ?? null,
  grant_id: code.grant !== null && 'id' in code.grant ? code.grant.id : null,
  asked_user_id: code.backchannel?.userId ?? null,
  acr_values: code.backchannel === null ? null : JSON.stringify(code.backchannel.acrValues),
  binding_message: code.backchannel?.bindingMessage ?? null,
  notification: code.backchannel?.notification ?? null,
});
