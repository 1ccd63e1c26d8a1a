/** Devices whose person a front-end asks (RFC 8628 §3.3, federation-vci-authlete.md §3.2). */

import { type Hash, isWithin, secondOf, sha256 } from '@grantor/protocol';
import { admit, type Guest, sessionOfGuest } from '../authorize/guests.ts';
import { elsewhere } from '../authorize/kept-answer.ts';
import { describeScope } from '../authorize/scope-request.ts';
import { decideDevice, enterUserCode } from '../endpoints/device-verification.ts';
import { normaliseUserCode } from '../endpoints/user-code.ts';
import type { Client } from '../model/client.ts';
import type { DeviceCode } from '../model/device-code.ts';
import { resourcesNamed } from '../model/resource.ts';
import type { Source } from '../ports/facts.ts';
import type { Context } from '../requests/context.ts';
import type { DeviceOutcome } from '../requests/outcome.ts';
import { apisAmong } from '../tokens/audience.ts';
import { describeDetail } from '../tokens/detail-rows.ts';
import { readRegistry } from '../tokens/registry.ts';

type Waiting = { readonly client: Client; readonly asked: DeviceCode };
type Wanted = Pick<DeviceCode, 'scope' | 'resources' | 'details' | 'grant'>;
type Entered = { readonly userCode: string; readonly source: Source };

/**
 * What waits under the code, whoever is to decide; null: nothing, or not any more. What the front-end is told is what it
 * may have a person allow: the code is bound to that from now on (protocol.md IN-6).
 */
export async function readDevice(context: Context, { userCode, source }: Entered): Promise<Waiting | null> {
  const { store, clock } = context.ports;
  const found = await find(context, userCode);
  if (found === null) return null;
  const { hash } = found.asked;
  const facts = [{ kind: 'device_code_entered', hash, session: await toldDigest(context, found) }] as const;
  const entered = await store.commit({ facts, at: clock.now(), source });
  return entered.ok ? found : null;
}

async function find({ ports }: Context, typed: string): Promise<Waiting | null> {
  const userCode = normaliseUserCode(typed);
  if (userCode === null) return null;
  const name = ports.secrets.userCodeHash(userCode);
  const asked = await ports.store.findDeviceCodeForEntry(name, secondOf(ports.clock.now()));
  const client = asked === null ? null : await ports.store.findClient(asked.clientId);
  return asked === null || client?.status !== 'active' ? null : { client, asked };
}

/** Of who asks for what, in the words of now. No session has such an id. */
export async function toldDigest(
  { ports, policy }: Context,
  { client, asked }: { readonly client: Client; readonly asked: Wanted },
): Promise<Hash> {
  const { registered, detailsTypes } = await readRegistry(ports);
  const { scope, resources, details, grant } = asked;
  const { id, name, description, clientUri, logoUri, policyUri, tosUri } = client;
  return sha256(
    JSON.stringify([
      ...['told', [id, name, description, clientUri, logoUri, policyUri, tosUri], resources, grant],
      scope.map((each) => describeScope(each, { resources, registered }, 'new')),
      resourcesNamed(apisAmong(resources, policy), registered).map((api) => [
        ...[api.uri, api.name, api.identityClaims],
      ]),
      details.map((detail) => describeDetail(detail, detailsTypes)),
    ]),
  );
}

export type DeviceAnswer = Entered & {
  readonly decision: 'approve' | 'deny';
  readonly guest: Guest;
  /** Of those asked for; null: all. */
  readonly scopes: readonly string[] | null;
};

/** `untold`: what would be allowed is not what the front-end was told last. */
export type DeviceAnswered = DeviceOutcome | { readonly kind: 'untold' };

/** The word of the front-end for its person: of any number of answers one counts. */
export async function answerDevice(
  context: Context,
  { userCode, decision, guest, scopes, source }: DeviceAnswer,
): Promise<DeviceAnswered> {
  const found = await find(context, userCode);
  if (found === null) return { kind: 'unknown' };
  const { asked } = found;
  if (!isWithin(scopes ?? [], asked.scope)) return { kind: 'untold' };
  const wasTold = async (client: Client): Promise<boolean> =>
    decision === 'deny' || asked.boundSession === (await toldDigest(context, { client, asked }));
  if (!(await wasTold(found.client))) return { kind: 'untold' };
  const moment = { ...context, at: context.ports.clock.now(), source };
  const session = sessionOfGuest(moment, guest);
  await admit(moment, session);
  const visitor = { browser: elsewhere, session };
  const entered = await enterUserCode(context, { userCode, source }, visitor);
  if (entered.kind !== 'confirm' && entered.kind !== 'not_a_member') return entered;
  const wasShown = ({ client }: { readonly client: Client }) => wasTold(client);
  const decided = await decideDevice(context, { userCode, decision, scopes, source, wasShown }, visitor);
  return decided.kind === 'confirm' ? { kind: 'untold' } : decided;
}
