/** Polling for the tokens of a request that somebody decides elsewhere (RFC 8628 §3.5, CIBA §11, protocol.md §8.4). */

import { assertNever, type Instant, OAuthError, secondOf, sha256 } from '@grantor/protocol';
import { pollsTooOften } from '../client-auth/spending.ts';
import type { DeviceApproval, DeviceCode } from '../model/device-code.ts';
import { toldOf } from '../model/told.ts';
import type { PolledDeviceCode } from '../ports/ports.ts';
import type { FamilyDraft } from '../tokens/entitlement.ts';
import { entitleBirth } from './entitle.ts';
import type { Grant } from './grant.ts';
import { invalidGrant, missing } from './refusal.ts';

/** A poller this many seconds early is not slowed (protocol.md CL-3). */
const toleranceSeconds = 1;

type Polled = Pick<Grant, 'name' | 'isOffered' | 'isOpenTo'> & {
  /** What the client polls with. */
  readonly parameter: string;
  readonly origin: 'device_code' | 'backchannel';
};

/** The grant of requests of this origin, and of no other. */
export const polledGrant = ({ parameter, origin, ...grant }: Polled): Grant => ({
  ...grant,
  charged: 'on_failure',
  async decide(context, request) {
    const { params, client, now } = request;
    const value = params.get(parameter);
    if (value === undefined) throw missing(parameter);
    const spacing = Math.max(0, context.policy.pollingInterval - toleranceSeconds) * 1000;
    const polled = await context.ports.store.pollDeviceCode({
      hash: sha256(value),
      clientId: client.id,
      at: now,
      spacing,
    });
    if (polled === null || originOf(polled.deviceCode) !== origin) {
      throw invalidGrant(`unknown ${parameter}, or that of another client`);
    }
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
});

const originOf = ({ backchannel }: DeviceCode): Polled['origin'] =>
  backchannel === null ? 'device_code' : 'backchannel';

function checkApproved({ deviceCode, polite }: PolledDeviceCode, now: Instant): DeviceApproval {
  const { decision } = deviceCode;
  if (decision.kind === 'redeemed') throw invalidGrant('already redeemed');
  if (decision.kind === 'denied') throw new OAuthError('access_denied', 'The request was denied.');
  if (deviceCode.expiresAt <= secondOf(now)) {
    throw new OAuthError('expired_token', 'The request has expired.');
  }
  switch (decision.kind) {
    case 'pending':
      throw polite
        ? new OAuthError('authorization_pending', 'The request has not been decided yet.')
        : pollsTooOften();
    case 'approved':
      return decision.approval;
    default:
      return assertNever(decision);
  }
}

// As old as the approval, so that no redemption outlives a revoke-all that came between (security.md R-12)
const draftFamily = (device: DeviceCode, approval: DeviceApproval): FamilyDraft => ({
  id: approval.familyId,
  origin: originOf(device),
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
  ...toldOf(approval),
});
