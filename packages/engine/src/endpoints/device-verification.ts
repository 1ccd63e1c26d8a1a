/** The device page's side of the device flow: entering a user code and deciding on it (RFC 8628 §3.3). */

import { familyId, type Instant, secondOf } from '@grantor/protocol';
import {
  changeFacts,
  changeOf,
  changing,
  type GrantAsking,
  keepsDetail,
  keepsLearning,
  keepsScope,
} from '../authorize/grant-change.ts';
import { describeScope } from '../authorize/scope-request.ts';
import { isAmongUsers } from '../clients/who-may-use.ts';
import { authenticationOf, type BrowserSession } from '../model/authentication.ts';
import type { AuthorizationDetail } from '../model/authorization-details.ts';
import { noClaims } from '../model/claims-request.ts';
import type { Client } from '../model/client.ts';
import type { DeviceApproval, DeviceCode } from '../model/device-code.ts';
import { type Resource, resourcesNamed } from '../model/resource.ts';
import type { Fact } from '../ports/facts.ts';
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
  /** Whether the person is among those who may use the client. */
  readonly mayUse: boolean;
  /** What the device asks for, with what a grant holds that it is merged into. */
  readonly asked: GrantAsking;
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
  const found = await find({ ports, policy }, request, visitor);
  if (found === null) return { kind: 'unknown' };
  const { deviceCode, session, at } = found;
  const entered = await ports.store.commit({
    facts: [{ kind: 'device_code_entered', hash: deviceCode.hash, session: session.id }],
    at,
    source: request.source,
  });
  if (!entered.ok) return { kind: 'unknown' };
  if (!found.mayUse) return notAMember(found);
  return { kind: 'confirm', confirmation: confirmationOf(found), occasion: 'asked' };
}

const notAMember = ({ client, userCode }: Found): DeviceOutcome => ({
  kind: 'not_a_member',
  client,
  userCode: formatUserCode(userCode),
});

function confirmationOf({ client, asked, userCode }: Found): DeviceConfirmation {
  const { scope, details, detailsTypes, held } = asked;
  // Nobody remembers what was allowed to a device before: but for what its grant holds all of it is new
  const holder = held === null ? null : asked;
  return {
    client,
    scopes: scope.map((name) =>
      describeScope(name, asked, holder !== null && keepsScope(holder, name) ? 'known' : 'new'),
    ),
    resources: asked.apis.map((resource) => ({
      resource,
      learns: resource.identityClaims.map((name) => ({
        name,
        known: holder !== null && keepsLearning(holder, resource.uri, name),
      })),
    })),
    details: details.map((detail) => ({
      ...describeDetail(detail, detailsTypes),
      known: holder !== null && keepsDetail(holder, detail),
    })),
    change: changeOf(asked),
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
  const found = await find({ ports, policy }, request, visitor);
  if (found === null) return repeatDecision(ports, request, visitor);
  if (found.deviceCode.boundSession !== found.session.id) return { kind: 'lost' };
  if (!found.mayUse && request.decision === 'approve') return notAMember(found);
  const confirmation = confirmationOf(found);
  // Whoever could say nothing else says no, whatever it was about
  if (found.mayUse && !(await request.wasShown(confirmation)))
    return { kind: 'confirm', confirmation, occasion: 'changed' };
  const kept = found.asked.details.filter((_, index) => request.dropped?.includes(index) !== true);
  const decision =
    kept.length + found.asked.scope.length === 0 && isAskingForDetails(found) ? 'deny' : request.decision;
  const facts = decision === 'approve' ? approval({ ports, policy }, found, kept) : [denial(found)];
  const decided = await ports.store.commit({ facts, at: found.at, source: request.source });
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

async function find(
  { ports, policy }: Pick<Context, 'ports' | 'policy'>,
  request: UserCodeRequest,
  visitor: Visitor,
): Promise<Found | null> {
  const userCode = normaliseUserCode(request.userCode);
  const { session } = visitor;
  if (userCode === null || session === null) return null;
  const at = ports.clock.now();
  const deviceCode = await ports.store.findDeviceCodeForEntry(
    ports.secrets.userCodeHash(userCode),
    secondOf(at),
  );
  if (deviceCode === null) return null;
  const asked = await readAsked({ ports, policy }, { deviceCode, session, at });
  if (asked === null || !mayApprove(asked.scope, session, asked.registered)) return null;
  const client = await ports.store.findClient(deviceCode.clientId);
  if (client?.status !== 'active') return null;
  const mayUse = await isAmongUsers(ports, client, session.userId);
  return { at, userCode, session, deviceCode, client, asked, mayUse };
}

/** null: the grant it is to change has ended, or is somebody else's. */
async function readAsked(
  { ports, policy }: Pick<Context, 'ports' | 'policy'>,
  { deviceCode, session, at }: Pick<Found, 'deviceCode' | 'session' | 'at'>,
): Promise<GrantAsking | null> {
  const { scope, resources, details, grant } = deviceCode;
  const { registered, detailsTypes } = await readRegistry(ports);
  const apis = resourcesNamed(apisAmong(resources, policy), registered);
  const isNew = grant === null || grant.action === 'create';
  const found = isNew ? null : await ports.store.findManagedGrant(grant.id, secondOf(at));
  const isOwn = found?.clientId === deviceCode.clientId && found.userId === session.userId;
  if (!isNew && !isOwn) return null;
  const asked = { scope, resources, details, apis, registered, detailsTypes, grant, held: null };
  return changing({ ...asked, claims: noClaims }, found, policy); // a device asks for no claims by name
}

/** Restricted scopes need the person's own right (protocol.md SC-4). */
const mayApprove = (
  scope: readonly string[],
  session: BrowserSession,
  registered: readonly Resource[],
): boolean => withinRights(scope, session, registered).length === scope.length;

const isAskingForDetails = ({ deviceCode }: Found): boolean => deviceCode.details.length > 0;

function approval(
  { ports, policy }: Pick<Context, 'ports' | 'policy'>,
  { deviceCode, session, asked, at }: Found,
  details: readonly AuthorizationDetail[],
): readonly Fact[] {
  const { hash, clientId } = deviceCode;
  const { scope, resources, claims, registered, grant } = asked;
  const allowed: DeviceApproval = {
    userId: session.userId,
    familyId: familyId(ports.random.token(16)),
    ...{ scope, resources, details },
    claims: { ...claims, ...agreedAt(asked, registered) },
    grantId: grant?.action === 'create' ? ports.random.token(32) : (grant?.id ?? null),
    authentication: authenticationOf(session),
    sessionId: session.id,
    sid: deriveSid(session.sidSeed, clientId),
    approvedAt: at,
  };
  return [
    { kind: 'device_approved', hash, clientId, session: session.id, approval: allowed },
    ...changeFacts({ ...asked, details }, { scope, approval: hash, policy, at }),
  ];
}

const denial = ({ deviceCode, session }: Found): Fact => ({
  kind: 'device_denied',
  hash: deviceCode.hash,
  clientId: deviceCode.clientId,
  userId: session.userId,
  session: session.id,
});
