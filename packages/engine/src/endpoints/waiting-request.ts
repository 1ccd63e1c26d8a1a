/** A request that waits for a decision, before the eyes of a person who is signed in: a device's, or a client's (RFC 8628 §3.3, CIBA §8). */

import { type Hash, type Instant, secondOf } from '@grantor/protocol';
import {
  changeFacts,
  changeOf,
  changing,
  type GrantAsking,
  isReadable,
  keepsDetail,
  keepsLearning,
  keepsScope,
  meantFor,
} from '../authorize/grant-change.ts';
import { describeScope } from '../authorize/scope-request.ts';
import { isAmongUsers } from '../clients/who-may-use.ts';
import { authenticationOf, type BrowserSession } from '../model/authentication.ts';
import { noClaims } from '../model/claims-request.ts';
import type { Client } from '../model/client.ts';
import type { DeviceApproval, DeviceCode } from '../model/device-code.ts';
import { resourcesNamed } from '../model/resource.ts';
import { toldOf } from '../model/told.ts';
import type { Fact } from '../ports/facts.ts';
import type { Ports } from '../ports/ports.ts';
import type { Context } from '../requests/context.ts';
import type { WaitingAccess } from '../requests/outcome.ts';
import type { DecisionAbout } from '../requests/request.ts';
import { apisAmong } from '../tokens/audience.ts';
import { describeDetail } from '../tokens/detail-rows.ts';
import { withoutDetails } from '../tokens/left-out.ts';
import { newFamilyId } from '../tokens/ordered-id.ts';
import { readRegistry } from '../tokens/registry.ts';
import { withinRights } from '../tokens/scope-decision.ts';
import { deriveSid } from '../tokens/subject.ts';
import { agreedAt } from '../tokens/token-traits.ts';

/** Milliseconds in which a decision that is posted again gets the same answer (protocol.md IN-6). */
const repeatedFor = 10_000;

type World = Pick<Context, 'ports' | 'policy'>;

export type Waiting = {
  readonly at: Instant;
  readonly session: BrowserSession;
  readonly deviceCode: DeviceCode;
  readonly client: Client;
  /** Whether the person is among those who may use the client. */
  readonly mayUse: boolean;
  /** What is asked for, with what a grant holds that it is merged into. */
  readonly asked: GrantAsking;
};

/**
 * With what a page says of it; null: the person has not the rights for it, its client is gone, or the grant it is to
 * change has ended, is somebody else's, or has come to hold too much.
 */
export async function readWaiting(
  { ports, policy }: World,
  { deviceCode, session, at }: Pick<Waiting, 'deviceCode' | 'session' | 'at'>,
): Promise<Waiting | null> {
  const asked = await readAsked({ ports, policy }, { deviceCode, session, at });
  if (asked === null || !mayApprove(asked, session)) return null;
  const client = await ports.store.findClient(deviceCode.clientId);
  if (client?.status !== 'active') return null;
  const mayUse = await isAmongUsers(ports, client, session.userId);
  return { at, session, deviceCode, client, mayUse, asked };
}

/** null: the grant it is to change has ended, is somebody else's, or has come to hold too much to be merged with. */
async function readAsked(
  { ports, policy }: World,
  { deviceCode, session, at }: Pick<Waiting, 'deviceCode' | 'session' | 'at'>,
): Promise<GrantAsking | null> {
  const { scope, resources, details, grant } = deviceCode;
  const { registered, detailsTypes } = await readRegistry(ports);
  const apis = resourcesNamed(apisAmong(resources, policy), registered);
  const isNew = grant === null || grant.action === 'create';
  const found = isNew ? null : await ports.store.findManagedGrant(grant.id, secondOf(at));
  const isOwn = found?.clientId === deviceCode.clientId && found.userId === session.userId;
  if (!isNew && !isOwn) return null;
  const asked = { scope, resources, details, apis, registered, detailsTypes, grant, held: null };
  const whole = changing({ ...asked, claims: noClaims }, found, policy); // nobody asks for claims by name here
  return isReadable(whole) ? whole : null;
}

/** Restricted scopes need the person's own right (protocol.md SC-4). */
const mayApprove = ({ scope, registered }: GrantAsking, session: BrowserSession): boolean =>
  withinRights(scope, session, registered).length === scope.length;

/** What its page says of it. */
export function accessOf({ client, asked }: Waiting): WaitingAccess {
  const { scope, details, detailsTypes, held } = asked;
  // Nobody remembers what was allowed in this way before: but for what its grant holds all of it is new
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
  };
}

/** What is decided, and what was kept of the request: whoever drops all that was asked for says no (advanced.md RAR-3). */
export function decisionIn<Asked extends Waiting>(
  waiting: Asked,
  { decision, dropped = [], scopes = null }: DecisionAbout<never>,
  policy: World['policy'],
) {
  const { deviceCode } = waiting;
  const rest = withoutDetails(waiting.asked, dropped, policy);
  // What a grant holds already is not asked for
  const isGiven = (name: string) => !deviceCode.scope.includes(name) || (scopes?.includes(name) ?? true);
  const asked = { ...rest, scope: rest.scope.filter(isGiven) };
  const isLess = deviceCode.details.length > 0 || scopes !== null;
  const isNothing = isLess && asked.details.length + asked.scope.length === 0;
  return { kept: { ...waiting, asked }, decision: isNothing ? ('deny' as const) : decision };
}

export const outcomeOf = { approve: 'approved', deny: 'denied' } as const;

type Approved = {
  readonly hash: Hash;
  readonly clientId: Client['id'];
  readonly session: Hash;
  readonly approval: DeviceApproval;
};

/** The approval of what was kept, in the session it is made in, and what it makes of a grant that is there. */
export function approvalOf(
  { ports, policy }: World,
  { deviceCode: { hash, clientId }, session, asked, at }: Waiting,
): { readonly approved: Approved; readonly changes: readonly Fact[] } {
  const { scope, details, claims, grant } = asked;
  const { resources, ...places } = meantFor(asked, policy);
  const approval: DeviceApproval = {
    userId: session.userId,
    familyId: newFamilyId(ports.random, at),
    ...{ scope, resources, details },
    claims: { ...claims, ...agreedAt({ scope, resources, details }, asked), ...places },
    grantId: grant?.action === 'create' ? ports.random.token(32) : (grant?.id ?? null),
    authentication: authenticationOf(session),
    sessionId: session.id,
    sid: deriveSid(session, clientId),
    approvedAt: at,
    ...toldOf(session),
  };
  return {
    approved: { hash, clientId, session: session.id, approval },
    changes: changeFacts(asked, { scope, approval: hash, policy, at }),
  };
}

export const denialOf = ({ deviceCode, session }: Waiting) => ({
  hash: deviceCode.hash,
  clientId: deviceCode.clientId,
  userId: session.userId,
  session: session.id,
});

/** The client whose request this very session has just decided in this way; null: it has not. */
export async function decidedJustNow(
  { store, clock }: Pick<Ports, 'store' | 'clock'>,
  {
    name,
    session,
    decision,
  }: { readonly name: Hash; readonly session: Hash } & Pick<DecisionAbout<never>, 'decision'>,
): Promise<Client | null> {
  const decided = await store.findDecidedDeviceCode(name);
  if (decided?.boundSession !== session || decided.decidedAt === null) return null;
  const stands = decided.decision.kind === 'denied' ? 'deny' : 'approve';
  if (stands !== decision || clock.now() - decided.decidedAt > repeatedFor) return null;
  return store.findClient(decided.clientId);
}
