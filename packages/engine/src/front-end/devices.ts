/** Devices whose person a front-end asks (RFC 8628 §3.3, federation-vci-authlete.md §3.2). */

import { secondOf } from '@grantor/protocol';
import { admit, type Guest, sessionOfGuest } from '../authorize/guests.ts';
import { elsewhere } from '../authorize/kept-answer.ts';
import { decideDevice, enterUserCode } from '../endpoints/device-verification.ts';
import { normaliseUserCode } from '../endpoints/user-code.ts';
import type { Client } from '../model/client.ts';
import type { DeviceCode } from '../model/device-code.ts';
import type { Source } from '../ports/facts.ts';
import type { Context } from '../requests/context.ts';
import type { DeviceOutcome } from '../requests/outcome.ts';

/** What waits under the code, whoever is to decide; null: nothing, or not any more. */
export async function readDevice(
  { ports }: Context,
  typed: string,
): Promise<{ readonly client: Client; readonly asked: DeviceCode } | null> {
  const userCode = normaliseUserCode(typed);
  if (userCode === null) return null;
  const name = ports.secrets.userCodeHash(userCode);
  const asked = await ports.store.findDeviceCodeForEntry(name, secondOf(ports.clock.now()));
  const client = asked === null ? null : await ports.store.findClient(asked.clientId);
  return asked === null || client?.status !== 'active' ? null : { client, asked };
}

export type DeviceAnswer = {
  readonly userCode: string;
  readonly decision: 'approve' | 'deny';
  readonly guest: Guest;
  readonly source: Source;
};

/** The word of the front-end for its person: of any number of answers one counts. */
export async function answerDevice(
  context: Context,
  { userCode, decision, guest, source }: DeviceAnswer,
): Promise<DeviceOutcome> {
  const moment = { ...context, at: context.ports.clock.now(), source };
  const session = sessionOfGuest(moment, guest);
  await admit(moment, session);
  const visitor = { browser: elsewhere, session };
  const entered = await enterUserCode(context, { userCode, source }, visitor);
  if (entered.kind !== 'confirm' && entered.kind !== 'not_a_member') return entered;
  // What was shown, and what was dropped, was the front-end's to show
  return decideDevice(context, { userCode, decision, source, wasShown: async () => true }, visitor);
}
