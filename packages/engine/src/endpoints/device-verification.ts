/** The device page's side of the device flow: entering a user code and deciding on it (RFC 8628 §3.3). */

import { familyId, type Instant, secondOf } from '@grantor/protocol';
import { describeScope } from '../authorize/scope-request.ts';
import type { BrowserSession } from '../model/authentication.ts';
import type { Client } from '../model/client.ts';
import type { DeviceCode } from '../model/device-code.ts';
import { type Resource, resourcesNamed } from '../model/resource.ts';
import type { Fact } from '../ports/facts.ts';
import type { Ports } from '../ports/ports.ts';
import type { Context } from '../requests/context.ts';
import type { DeviceOutcome } from '../requests/outcome.ts';
import type { UserCodeRequest, Visitor } from '../requests/request.ts';
import { apisAmong } from '../tokens/audience.ts';
import { withinRights } from '../tokens/scope-decision.ts';
import { deriveSid } from '../tokens/subject.ts';
import { formatUserCode, normaliseUserCode } from './user-code.ts';

type Found = {
  readonly at: Instant;
  readonly userCode: string;
  readonly session: BrowserSession;
  readonly deviceCode: DeviceCode;
  readonly client: Client;
};

/** Binds the code to the session it was entered in; a later entry elsewhere rebinds it (protocol.md DV-4). */
export async function enterUserCode(
  { ports, policy }: Pick<Context, 'ports' | 'policy'>,
  request: UserCodeRequest,
  visitor: Visitor,
): Promise<DeviceOutcome> {
  const found = await find(ports, request, visitor);
  if (found === null) return { kind: 'unknown' };
  const { deviceCode, client, session, at } = found;
  const entered = await ports.store.commit({
    facts: [{ kind: 'device_code_entered', hash: deviceCode.hash, session: session.id }],
    at,
    source: request.source,
  });
  if (!entered.ok) return { kind: 'unknown' };
  const { resources } = deviceCode;
  const context = { resources, registered: await ports.store.listResources() };
  return {
    kind: 'confirm',
    client,
    scopes: deviceCode.scope.map((name) => describeScope(name, context, 'new')),
    resources: resourcesNamed(apisAmong(resources, policy), context.registered),
    userCode: formatUserCode(found.userCode),
  };
}

/** One decision stands, and only the session that entered the code can make it (protocol.md DV-4). */
export async function decideDevice(
  ports: Ports,
  request: UserCodeRequest & { decision: 'approve' | 'deny' },
  visitor: Visitor,
): Promise<DeviceOutcome> {
  const found = await find(ports, request, visitor);
  if (found === null) return { kind: 'lost' };
  if (found.deviceCode.boundSession !== found.session.id) return { kind: 'lost' };
  const fact = request.decision === 'approve' ? approval(ports, found) : denial(found);
  const decided = await ports.store.commit({ facts: [fact], at: found.at, source: request.source });
  if (!decided.ok) return { kind: 'lost' };
  return { kind: request.decision === 'approve' ? 'approved' : 'denied', client: found.client };
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
  if (!mayApprove(deviceCode, session, await ports.store.listResources())) return null;
  const client = await ports.store.findClient(deviceCode.clientId);
  return client?.status === 'active' ? { at, userCode, session, deviceCode, client } : null;
}

/** Restricted scopes need the person's own right (protocol.md SC-4). */
const mayApprove = (
  deviceCode: DeviceCode,
  session: BrowserSession,
  registered: readonly Resource[],
): boolean => withinRights(deviceCode.scope, session, registered).length === deviceCode.scope.length;

const approval = (ports: Ports, { deviceCode, session, at }: Found): Fact => ({
  kind: 'device_approved',
  hash: deviceCode.hash,
  clientId: deviceCode.clientId,
  session: session.id,
  approval: {
    userId: session.userId,
    familyId: familyId(ports.random.token(16)),
    authentication: { authTime: session.authTime, acr: session.acr, amr: session.amr },
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
