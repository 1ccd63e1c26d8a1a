import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FactKind } from '@grantor/engine';
import { auditRows, batchedAudit, synchronousAudit } from '../../src/telemetry/audit.ts';
import { alice, app, commitOf, everyFact, hidden } from './facts.ts';

const silent = null;

/** protocol.md §22: event, severity and whether it is written in the transaction (operations.md D-2). */
// protocol.md §22 code issued, §22 device code created, §22 revocation, §22 code replay; operations.md §5 INFO, §5 CRITICAL
const expected: Record<
  FactKind,
  readonly [event: string, severity: string, way: 'at once' | 'batched'] | null
> = {
  flow_started: silent,
  flow_claimed: silent,
  account_chosen: silent,
  flow_noted: silent,
  guest_admitted: silent,
  flow_ended: silent,
  flow_answered: silent,
  request_pushed: silent,
  pushed_request_answered: silent,
  family_started: silent,
  opaque_token_issued: silent,
  device_code_entered: silent,
  backchannel_acknowledged: silent,
  backchannel_withdrawn: silent,
  backchannel_person_found: silent,
  request_seen: silent,
  offer_tried: silent,
  credential_nonce_spent: silent,
  deferred_credential_collected: silent,
  credential_offered: ['CREDENTIAL_OFFERED', 'INFO', 'batched'],
  offer_redeemed: ['ACCESS_TOKEN_ISSUED', 'INFO', 'batched'],
  credential_issued: ['CREDENTIAL_ISSUED', 'INFO', 'batched'],
  credential_deferred: ['CREDENTIAL_REQUESTED', 'INFO', 'batched'],
  credential_notified: ['CREDENTIAL_NOTIFIED', 'INFO', 'batched'],
  proof_seen: silent,
  dpop_proof_seen: silent,
  document_adopted: ['CLIENT_REGISTERED', 'INFO', 'at once'],
  federation_client_registered: ['CLIENT_REGISTERED', 'INFO', 'at once'],
  document_confirmed: silent,
  document_withdrawn: ['CLIENT_DELETED', 'WARNING', 'at once'],
  consent_given: ['USER_AUTHORIZATION_GRANTED', 'INFO', 'batched'],
  consent_revoked: ['USER_AUTHORIZATION_REVOKED', 'INFO', 'at once'],
  authorization_denied: ['AUTHORIZATION_CODE_DENIED', 'INFO', 'batched'],
  code_issued: ['AUTHORIZATION_CODE_GENERATED', 'INFO', 'batched'],
  answered_in_front: ['ACCESS_TOKEN_ISSUED', 'INFO', 'batched'],
  code_redeemed: ['AUTHORIZATION_CODE_EXCHANGED', 'INFO', 'batched'],
  refresh_rotated: ['TOKEN_REFRESHED', 'INFO', 'batched'],
  refresh_used: ['TOKEN_REFRESHED', 'INFO', 'batched'],
  grant_created: ['GRANT_CREATED', 'INFO', 'batched'],
  grant_changed: ['GRANT_UPDATED', 'INFO', 'at once'],
  grant_revoked: ['GRANT_REVOKED', 'INFO', 'at once'],
  client_token_issued: ['CLIENT_CREDENTIALS_TOKEN_ISSUED', 'INFO', 'batched'],
  assertion_redeemed: ['ACCESS_TOKEN_ISSUED', 'INFO', 'batched'],
  token_exchanged: ['TOKEN_EXCHANGED', 'INFO', 'batched'],
  administrative_token_issued: ['ADMIN_TOKEN_ISSUED', 'WARNING', 'at once'],
  family_revoked: ['SUSPICIOUS_ACTIVITY', 'CRITICAL', 'at once'],
  access_token_revoked: ['TOKEN_REVOKED', 'INFO', 'at once'],
  device_code_issued: ['DEVICE_CODE_GENERATED', 'INFO', 'batched'],
  device_approved: ['DEVICE_CODE_AUTHORIZED', 'INFO', 'batched'],
  device_denied: ['DEVICE_CODE_DENIED', 'INFO', 'batched'],
  backchannel_requested: ['BACKCHANNEL_REQUESTED', 'INFO', 'batched'],
  backchannel_approved: ['BACKCHANNEL_APPROVED', 'INFO', 'batched'],
  backchannel_denied: ['BACKCHANNEL_DENIED', 'INFO', 'batched'],
  device_redeemed: ['ACCESS_TOKEN_ISSUED', 'INFO', 'batched'],
  session_ended: ['LOGOUT', 'INFO', 'at once'],
  sessions_ended: ['SESSION_ENDED', 'INFO', 'at once'],
  account_tokens_revoked: ['TOKEN_REVOKED', 'INFO', 'at once'],
  client_registered: ['CLIENT_REGISTERED', 'INFO', 'at once'],
  client_used: silent,
  client_replaced: ['CLIENT_UPDATED', 'INFO', 'at once'],
  registration_token_used: silent,
  client_deleted: ['CLIENT_DELETED', 'WARNING', 'at once'],
};

describe('the audit of a commit — protocol.md §22', () => {
  for (const [kind, event] of Object.entries(expected) as [FactKind, (typeof expected)[FactKind]][]) {
    it(`records ${kind} as ${event === null ? 'nothing' : event.join(', ')}`, () => {
      const commit = commitOf(everyFact[kind]);
      const seen = (rows: readonly { event_type: string; severity: string }[], way: string) =>
        rows.map((row) => [row.event_type, row.severity, way]);
      assert.deepEqual(
        [...seen(synchronousAudit(commit), 'at once'), ...seen(batchedAudit(commit), 'batched')],
        event === null ? [] : [event],
      );
      assert.equal(auditRows(commit).length, event === null ? 0 : 1);
    });
  }

  it('tells who, what, when and from where — operations.md D-1', () => {
    const [row] = auditRows(commitOf(everyFact.code_redeemed));
    assert.ok(row);
    const { id, user_agent, ...rest } = row;
    assert.match(id, /^[0-9a-f-]{36}$/);
    assert.equal(user_agent?.length, 256);
    assert.deepEqual(rest, {
      event_type: 'AUTHORIZATION_CODE_EXCHANGED',
      event_at_ms: 1_800_000_000_500,
      severity: 'INFO',
      actor_user_id: alice,
      actor_username: null,
      actor_ip: '192.0.2.1',
      actor_client_id: app,
      resource_type: 'AUTHORIZATION',
      resource_id: 'family-row-id-22-chars',
      resource_name: null,
      action: 'authorization_code_exchanged',
      details: '{"issued":["access_token","id_token"],"scope":["openid","read"]}',
      success: 1,
      error_message: null,
      request_path: '/oauth/token',
      request_method: 'POST',
      request_id: 'request-1',
    });
  });

  it('is one row per revoking request, with the number of tokens — protocol.md §22 revocation', () => {
    const family = { ...everyFact.family_revoked, reason: 'client', cause: 'request' } as const;
    const rows = auditRows(commitOf(family, everyFact.access_token_revoked, everyFact.access_token_revoked));
    assert.deepEqual(
      rows.map((row) => [row.event_type, row.details]),
      [['TOKEN_REVOKED', '{"tokens_revoked":3,"reason":"client"}']],
    );
  });

  it('says who revoked one token alone — protocol.md §22 revocation', () => {
    for (const reason of ['client', 'user', 'admin'] as const) {
      const [row] = auditRows(commitOf({ ...everyFact.access_token_revoked, reason }));
      assert.equal(row?.details, `{"tokens_revoked":1,"reason":"${reason}"}`);
    }
  });

  it('names the application as the actor of what it does, and whom it concerns — operations.md D-1', () => {
    const commit = commitOf(everyFact.access_token_revoked, everyFact.client_deleted);
    const rows = auditRows({ ...commit, source: { ...commit.source, actor: 'application' } });
    for (const row of rows)
      assert.deepEqual(
        [row.actor_username, row.actor_user_id, row.actor_client_id],
        ['(application)', null, null],
      );
    const [deleted, revoked] = rows;
    const { userId, clientId } = everyFact.access_token_revoked;
    assert.deepEqual(JSON.parse(revoked?.details ?? ''), {
      ...{ tokens_revoked: 1, reason: 'client' },
      ...{ user: userId, client: clientId },
    });
    assert.equal(JSON.parse(deleted?.details ?? '').client, undefined);
  });

  it('calls the end of a session by its reason', () => {
    const [row] = auditRows(commitOf({ ...everyFact.session_ended, reason: 'admin' }));
    assert.deepEqual([row?.event_type, row?.details], ['SESSION_ENDED', '{"reason":"admin"}']);
  });

  it('holds no code, token, digest of one, or query — operations.md D-4', () => {
    const commit = commitOf(...Object.values(everyFact));
    assert.ok(JSON.stringify(commit).includes(hidden));
    assert.ok(!JSON.stringify(auditRows(commit)).includes(hidden));
  });
});
