/** The device page's side of the device flow: entering a user code and deciding on it (RFC 8628 §3.3). */

import { familyId, type Instant, secondOf } from '@grantor/protocol';
import { describeScope } from '../authorize/scope-request.ts';
import { isAmongUsers } from '../clients/who-may-use.ts';
import { authenticationOf, type BrowserSession } from '../model/authentication.ts';
import type { AuthorizationDetail, KnownDetailsType } from '../model/authorization-details.ts';
import { noClaims } from '../model/claims-request.ts';
import type { Client } from '../model/client.ts';
import type { DeviceCode } from '../model/device-code.ts';
import { type Resource, resourcesNamed } from '../model/resource.ts';
import type { Fact } from '../ports/facts.ts';
import type { Policy } from '../ports/policy.ts';
import type { Ports } from '../ports/ports.ts';
import type { Context } from '../requests/context.ts';
import type { DeviceConfirmation, DeviceOutcome } from '../requests/outcome.ts';
import type { DeviceDecisionRequest, UserCodeRequest, Visitor } from '../requests/request.ts';
import { apisAmong } from '../tokens/audience.ts';
import { describeDetail } from '../tokens/detail-rows.ts';
import { readRegistry } from '../tokens/registry.ts';
import { withinRights } from '../tokens/scope-decision.ts';
import { deriveSid } from '../tokens/subject.ts';
import { agreedAt } from '../tokens/token-traits.ts';
import { formatUserCode, normaliseUserCode } from './user-code.ts';

/** Milliseconds in which a decision that is posted again gets the same answer (protocol.md IN-6). */
const repeatedFor = 10_000;

type Found = {
  readonly at: Instant;
  readonly userCode: string;
  readonly session: BrowserSession;
  readonly deviceCode: DeviceCode;
  readonly client: Client;
  readonly registered: readonly Resource[];
  readonly detailsTypes: readonly KnownDetailsType[];
  /** Whether the person is among those who may use the client. */
  readonly mayUse: boolean;
};

/** Binds the code to the session it was entered in; a later entry elsewhere rebinds it (protocol.md DV-4). */
export async function enterUserCode(
  { ports, policy }: Pick<Context, 'ports' | 'policy'>,
  request: UserCodeRequest,
  visitor: Visitor,
): Promise<DeviceOutcome> {
  const outcome = await enter({ ports, policy }, request, visitor);
  const result = outcome.kind === 'confirm' ? 'found' : 'unknown';
  ports.observer.observe({ kind: 'user_code_entered', result });
  return outcome;
}

async function enter(
  { ports, policy }: Pick<Context, 'ports' | 'policy'>,
  request: UserCodeRequest,
  visitor: Visitor,
): Promise<DeviceOutcome> {
  const found = await find(ports, request, visitor);
  if (found === null) return { kind: 'unknown' };
  const { deviceCode, session, at } = found;
  const entered = await ports.store.commit({
    facts: [{ kind: 'device_code_entered', hash: deviceCode.hash, session: session.id }],
    at,
    source: request.source,
  });
  if (!entered.ok) return { kind: 'unknown' };
  if (!found.mayUse) return notAMember(found);
  return { kind: 'confirm', confirmation: confirmationOf(found, policy), occasion: 'asked' };
}

const notAMember = ({ client, userCode }: Found): DeviceOutcome => ({
  kind: 'not_a_member',
  client,
  userCode: formatUserCode(userCode),
});

function confirmationOf(
  { deviceCode, client, registered, detailsTypes, userCode }: Found,
  policy: Policy,
): DeviceConfirmation {
  const { scope, resources, details } = deviceCode;
  return {
    client,
    scopes: scope.map((name) => describeScope(name, { resources, registered }, 'new')),
    resources: resourcesNamed(apisAmong(resources, policy), registered).map((resource) => ({
      resource,
      learns: resource.identityClaims.map((name) => ({ name, known: false })),
    })),
    // Nobody remembers what was allowed to a device before: each time all of it is new
    details: details.map((detail) => ({ ...describeDetail(detail, detailsTypes), known: false })),
    userCode: formatUserCode(userCode),
  };
}

/**
 * One decision stands, only the session that entered the code can make it (protocol.md DV-4), and it counts for
 * what was shown (protocol.md IN-6).
 */
export async function decideDevice(
  { ports, policy }: Pick<Context, 'ports' | 'policy'>,
  request: DeviceDecisionRequest,
  visitor: Visitor,
): Promise<DeviceOutcome> {
  const found = await find(ports, request, visitor);
  if (found === null) return repeatDecision(ports, request, visitor);
  if (found.deviceCode.boundSession !== found.session.id) return { kind: 'lost' };
  if (!found.mayUse && request.decision === 'approve') return notAMember(found);
  const confirmation = confirmationOf(found, policy);
  // Whoever could say nothing else says no, whatever it was about
  if (found.mayUse && !(await request.wasShown(confirmation)))
    return { kind: 'confirm', confirmation, occasion: 'changed' };
  const kept = found.deviceCode.details.filter((_, index) => request.dropped?.includes(index) !== true);
  const decision =
    kept.length + found.deviceCode.scope.length === 0 && isAskingForDetails(found)
      ? 'deny'
      : request.decision;
  const fact = decision === 'approve' ? approval(ports, found, kept) : denial(found);
  const decided = await ports.store.commit({ facts: [fact], at: found.at, source: request.source });
  if (!decided.ok) return repeatDecision(ports, request, visitor);
  return { kind: outcomeOf[decision], client: found.client };
}

const outcomeOf = { approve: 'approved', deny: 'denied' } as const;

/** The same answer to the same decision of the same session, a moment after it was made. */
async function repeatDecision(
  ports: Ports,
  request: DeviceDecisionRequest,
  { session }: Visitor,
): Promise<DeviceOutcome> {
  const userCode = normaliseUserCode(request.userCode);
  if (userCode === null || session === null) return { kind: 'lost' };
  const decided = await ports.store.findDecidedDeviceCode(ports.secrets.userCodeHash(userCode));
  if (decided?.boundSession !== session.id || decided.decidedAt === null) return { kind: 'lost' };
  const stands = decided.decision.kind === 'denied' ? 'deny' : 'approve';
  if (stands !== request.decision) return { kind: 'lost' };
  if (ports.clock.now() - decided.decidedAt > repeatedFor) return { kind: 'lost' };
  const client = await ports.store.findClient(decided.clientId);
  return client === null ? { kind: 'lost' } : { kind: outcomeOf[stands], client };
}

async function find(ports: Ports, request: UserCodeRequest, visitor: Visitor): Promise<Found | null> {
  const userCode = normaliseUserCode(request.userCode);
  const { session } = visitor;
  if (userCode === null || session === null) return null;
  const at = ports.clock.now();
  const deviceCode = await ports.store.findDeviceCodeForEntry(
    ports.secrets.userCodeHash(userCode),
    secondOf(at),
  );
  if (deviceCode === null) return null;
  const { registered, detailsTypes } = await readRegistry(ports);
  if (!mayApprove(deviceCode, session, registered)) return null;
  const client = await ports.store.findClient(deviceCode.clientId);
  if (client?.status !== 'active') return null;
  const mayUse = await isAmongUsers(ports, client, session.userId);
  return { at, userCode, session, deviceCode, client, registered, detailsTypes, mayUse };
}

/** Restricted scopes need the person's own right (protocol.md SC-4). */
const mayApprove = (
  deviceCode: DeviceCode,
  session: BrowserSession,
  registered: readonly Resource[],
): boolean => withinRights(deviceCode.scope, session, registered).length === deviceCode.scope.length;

const isAskingForDetails = ({ deviceCode }: Found): boolean => deviceCode.details.length > 0;

const approval = (
  ports: Ports,
  { deviceCode, session, registered, at }: Found,
  details: readonly AuthorizationDetail[],
): Fact => ({
  kind: 'device_approved',
  hash: deviceCode.hash,
  clientId: deviceCode.clientId,
  session: session.id,
  approval: {
    userId: session.userId,
    familyId: familyId(ports.random.token(16)),
    details,
    claims: { ...noClaims, ...agreedAt(deviceCode, registered) }, // a device asks for no claims by name
    authentication: authenticationOf(session),
    sessionId: session.id,
    sid: deriveSid(session.sidSeed, deviceCode.clientId),
    approvedAt: at,
  },
});

const denial = ({ deviceCode, session }: Found): Fact => ({
  kind: 'device_denied',
  hash: deviceCode.hash,
  clientId: deviceCode.clientId,
  userId: session.userId,
  session: session.id,
});
