/** The device page's side of the device flow: entering a user code and deciding on it (RFC 8628 §3.3). */

import { secondOf } from '@grantor/protocol';
import type { Fact } from '../ports/facts.ts';
import type { Ports } from '../ports/ports.ts';
import type { Context } from '../requests/context.ts';
import type { DeviceConfirmation, DeviceOutcome } from '../requests/outcome.ts';
import type { DeviceDecisionRequest, UserCodeRequest, Visitor } from '../requests/request.ts';
import { formatUserCode, normaliseUserCode } from './user-code.ts';
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
type Found = Waiting & { readonly userCode: string };

/** Binds the code to the session it was entered in; a later entry elsewhere rebinds it (protocol.md DV-4). */
export async function enterUserCode(
  { ports, policy }: World,
  request: UserCodeRequest,
  visitor: Visitor,
): Promise<DeviceOutcome> {
  const outcome = await enter({ ports, policy }, request, visitor);
  const result = outcome.kind === 'confirm' ? 'found' : 'unknown';
  ports.observer.observe({ kind: 'user_code_entered', result });
  return outcome;
}

async function enter(
  { ports, policy }: World,
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

const confirmationOf = (found: Found): DeviceConfirmation => ({
  ...accessOf(found),
  userCode: formatUserCode(found.userCode),
});

/**
 * One decision stands, only the session that entered the code can make it (protocol.md DV-4), and it counts for
 * what was shown (protocol.md IN-6).
 */
export async function decideDevice(
  { ports, policy }: World,
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
  const { decision, kept } = decisionIn(found, request, policy);
  const facts =
    decision === 'approve'
      ? approve({ ports, policy }, kept)
      : [{ kind: 'device_denied' as const, ...denialOf(found) }];
  const decided = await ports.store.commit({ facts, at: found.at, source: request.source });
  if (!decided.ok) return repeatDecision(ports, request, visitor);
  return { kind: outcomeOf[decision], client: found.client };
}

function approve(world: World, kept: Found): readonly Fact[] {
  const { approved, changes } = approvalOf(world, kept);
  return [{ kind: 'device_approved', ...approved }, ...changes];
}

/** The same answer to the same decision of the same session, a moment after it was made. */
async function repeatDecision(
  ports: Ports,
  { userCode: typed, decision }: DeviceDecisionRequest,
  { session }: Visitor,
): Promise<DeviceOutcome> {
  const userCode = normaliseUserCode(typed);
  if (userCode === null || session === null) return { kind: 'lost' };
  const name = ports.secrets.userCodeHash(userCode);
  const client = await decidedJustNow(ports, { name, session: session.id, decision });
  return client === null ? { kind: 'lost' } : { kind: outcomeOf[decision], client };
}

async function find(
  { ports, policy }: World,
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
  const waiting =
    deviceCode === null ? null : await readWaiting({ ports, policy }, { deviceCode, session, at });
  return waiting === null ? null : { ...waiting, userCode };
}
