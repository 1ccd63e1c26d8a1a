/** A person and the requests of clients that named them (CIBA §8, advanced.md CIB-5). */

import { type Hash, secondOf } from '@grantor/protocol';
import { canBeRaised, missingFactor, satisfiesAcr } from '../authorize/acr.ts';
import type { BrowserSession } from '../model/authentication.ts';
import type { BackchannelRequest, DeviceCode } from '../model/device-code.ts';
import type { Ping } from '../ports/backchannel-facts.ts';
import type { Fact } from '../ports/facts.ts';
import type { Ports } from '../ports/ports.ts';
import type { Context } from '../requests/context.ts';
import type { BackchannelConfirmation, BackchannelOutcome } from '../requests/outcome.ts';
import type { BackchannelDecisionRequest } from '../requests/request.ts';
import {
  accessOf,
  approvalOf,
  decidedJustNow,
  decisionIn,
  denialOf,
  outcomeOf,
  readWaiting,
  type Waiting,
} from './waiting-request.ts';

type World = Pick<Context, 'ports' | 'policy'>;
type Found = Waiting & { readonly backchannel: BackchannelRequest };

/** Those that wait for the person now, the newest first. */
export async function listBackchannelRequests(
  { ports, policy }: World,
  session: BrowserSession,
): Promise<readonly BackchannelConfirmation[]> {
  const at = ports.clock.now();
  const waiting = await ports.store.listBackchannelRequests(session.userId, secondOf(at));
  const found = await Promise.all(
    waiting.map((deviceCode) => findFor({ ports, policy }, { deviceCode, session, at })),
  );
  return found.flatMap((each) => (each === null ? [] : [confirmationOf(each)]));
}

/** What its page shows. */
export async function showBackchannelRequest(
  { ports, policy }: World,
  id: Hash,
  session: BrowserSession,
): Promise<BackchannelOutcome> {
  const found = await find({ ports, policy }, id, session);
  if (found === null) return { kind: 'lost' };
  return { kind: 'confirm', confirmation: confirmationOf(found), occasion: 'asked' };
}

/**
 * One decision stands, it is made in a session of the person that was asked, and counts for what was shown
 * (protocol.md IN-6); an approval needs a session of the level that was asked for.
 */
export async function decideBackchannelRequest(
  { ports, policy }: World,
  request: BackchannelDecisionRequest,
  session: BrowserSession,
): Promise<BackchannelOutcome> {
  const found = await find({ ports, policy }, request.id, session);
  if (found === null) return repeatDecision(ports, request, session);
  const confirmation = confirmationOf(found);
  if (!(await request.wasShown(confirmation))) return { kind: 'confirm', confirmation, occasion: 'changed' };
  const { decision, kept } = decisionIn(found, request, policy);
  const { factor } = confirmation;
  if (decision === 'approve' && factor !== null) return { kind: 'step_up', factor };
  const facts =
    decision === 'approve'
      ? approve({ ports, policy }, kept)
      : [{ kind: 'backchannel_denied' as const, ...denialOf(found), ping: pingOf(found) }];
  const decided = await ports.store.commit({ facts, at: found.at, source: request.source });
  if (!decided.ok) return repeatDecision(ports, request, session);
  return { kind: outcomeOf[decision], client: found.client };
}

function approve(world: World, kept: Found): readonly Fact[] {
  const { approved, changes } = approvalOf(world, kept);
  return [{ kind: 'backchannel_approved', ...approved, ping: pingOf(kept) }, ...changes];
}

const confirmationOf = (found: Found): BackchannelConfirmation => ({
  ...accessOf(found),
  id: found.deviceCode.userCodeHash,
  bindingMessage: found.backchannel.bindingMessage,
  factor: missingIn(found),
  issuedAt: secondOf(found.deviceCode.issuedAt),
  expiresAt: found.deviceCode.expiresAt,
});

/** The factor that the session lacks of the level asked for; null: none. */
function missingIn({ session, backchannel: { acrValues } }: Found): 'any' | 'passkey' | null {
  if (acrValues.length === 0 || satisfiesAcr(session.acr, acrValues)) return null;
  return canBeRaised(session.acr) ? missingFactor(acrValues) : 'any';
}

/** null: the client polls. It is told where it is registered to be now. */
export function pingOf({
  client,
  backchannel: { notification },
}: Pick<Found, 'client' | 'backchannel'>): Ping | null {
  const uri = client.backchannelNotificationEndpoint;
  return notification === null || uri === null ? null : { uri, sealed: notification };
}

async function repeatDecision(
  ports: Ports,
  { id, decision }: BackchannelDecisionRequest,
  session: BrowserSession,
): Promise<BackchannelOutcome> {
  const client = await decidedJustNow(ports, { name: id, session: session.id, decision });
  return client === null ? { kind: 'lost' } : { kind: outcomeOf[decision], client };
}

async function find({ ports, policy }: World, id: Hash, session: BrowserSession): Promise<Found | null> {
  const at = ports.clock.now();
  const deviceCode = await ports.store.findDeviceCodeForEntry(id, secondOf(at));
  return deviceCode === null ? null : findFor({ ports, policy }, { deviceCode, session, at });
}

/** null: it is somebody else's, or they may not use the client any more. */
async function findFor(
  world: World,
  { deviceCode, session, at }: { readonly deviceCode: DeviceCode } & Pick<Waiting, 'session' | 'at'>,
): Promise<Found | null> {
  const { backchannel } = deviceCode;
  if (backchannel?.userId !== session.userId) return null;
  const waiting = await readWaiting(world, { deviceCode, session, at });
  return waiting === null || !waiting.mayUse ? null : { ...waiting, backchannel };
}
