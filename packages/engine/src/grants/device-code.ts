/** Polling for the tokens of an approved device (RFC 8628 §3.4, §3.5, protocol.md §8.4). */

import { assertNever, type Instant, OAuthError, secondOf, sha256 } from '@grantor/protocol';
import type { DeviceApproval, DeviceCode } from '../model/device-code.ts';
import type { PolledDeviceCode } from '../ports/ports.ts';
import type { FamilyDraft } from '../tokens/entitlement.ts';
import { entitleBirth } from './entitle.ts';
import type { Grant } from './grant.ts';
import { invalidGrant, missing } from './refusal.ts';

/** A poller this many seconds early is not slowed (protocol.md CL-3). */
const toleranceSeconds = 1;

/** RFC 8628 §3.4 */
export const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';

export const deviceCode: Grant = {
  name: deviceGrant,
  charged: 'on_failure',
  isOffered: () => true,
  isOpenTo: () => true,
  async decide(context, request) {
    const { params, client, now } = request;
    const value = params.get('device_code');
    if (value === undefined) throw missing('device_code');
    const spacing = Math.max(0, context.policy.pollingInterval - toleranceSeconds) * 1000;
    const polled = await context.ports.store.pollDeviceCode({
      hash: sha256(value),
      clientId: client.id,
      at: now,
      spacing,
    });
    if (polled === null) throw invalidGrant('unknown device code, or that of another client');
    const approval = checkApproved(polled, now);
    const { deviceCode, account } = polled;
    return entitleBirth(context, request, {
      account,
      since: approval.approvedAt,
      nonce: null,
      family: draftFamily(deviceCode, approval),
      proof: { kind: 'device_redeemed', deviceCode },
    });
  },
};

function checkApproved({ deviceCode, polite }: PolledDeviceCode, now: Instant): DeviceApproval {
  const { decision } = deviceCode;
  if (decision.kind === 'redeemed') throw invalidGrant('device code already redeemed');
  if (decision.kind === 'denied') throw new OAuthError('access_denied', 'The request was denied.');
  if (deviceCode.expiresAt <= secondOf(now)) {
    throw new OAuthError('expired_token', 'The device code has expired.');
  }
  switch (decision.kind) {
    case 'pending':
      throw polite
        ? new OAuthError('authorization_pending', 'The request has not been decided yet.')
        : new OAuthError('slow_down', 'The client polls too often.');
    case 'approved':
      return decision.approval;
    default:
      return assertNever(decision);
  }
}

// As old as the approval, so that no redemption outlives a revoke-all that came between (security.md R-12)
const draftFamily = (device: DeviceCode, approval: DeviceApproval): FamilyDraft => ({
  id: approval.familyId,
  origin: 'device_code',
  clientId: device.clientId,
  userId: approval.userId,
  scope: approval.scope,
  resources: approval.resources,
  details: approval.details,
  claims: approval.claims,
  grantId: approval.grantId,
  authentication: approval.authentication,
  sessionId: approval.sessionId,
  sid: approval.sid,
  startedAt: approval.approvedAt,
});
