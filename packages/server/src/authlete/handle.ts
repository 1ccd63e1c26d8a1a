/** From a request to an operation and back: who calls, what for, and what the audit log is told. */

import { OAuthError } from '@grantor/protocol';
import * as authlete from '@grantor/protocol/authlete';
import type { ChangePorts } from '../administration/change.ts';
import { type Exchange, underPattern } from '../http/exchange.ts';
import { apiAnswer, apiRefusal } from '../http/front-end-answer.ts';
import type { Outgoing } from '../http/message.ts';
import type { ServerLimits } from '../limits/limits.ts';
import type { Call, FrontEndWorld, Outcome } from './operation.ts';
import { relayed } from './relay.ts';
import { type Found, findOperation, type ServedName, served } from './table.ts';
import { CallRefused } from './wire/call-refused.ts';
import { readMessage } from './wire/message.ts';
import { isResult, type Result, resultOf } from './wire/result-codes.ts';
import type { TokenCheck } from './wire/token-check.ts';

export type FrontEndApi = {
  readonly world: FrontEndWorld;
  readonly isToken: TokenCheck;
  /** Whether the request came by https, or from this machine. */
  readonly isPrivate: (exchange: Exchange) => boolean;
  readonly limits: Pick<ServerLimits, 'charge'>;
  readonly audit: ChangePorts['audit'];
  readonly failed: (exchange: Exchange, cause: unknown) => void;
};

/** `/api/{serviceId}/…`; null: not this API's, for what follows is no number (federation-vci-authlete.md ATL-1). */
export async function answerCall(exchange: Exchange, api: FrontEndApi): Promise<Outgoing | null> {
  const [, service = '', path = ''] = /^\/api\/(\d{1,16})\/(.*)$/.exec(exchange.path) ?? [];
  if (service === '') return null;
  const found = findOperation(path);
  const called = underPattern(exchange, `/api/${service}/${found?.name ?? '{rest}'}`);
  try {
    await admit(called, api);
    if (service !== String(api.world.serviceId)) throw new CallRefused('no_service');
    return await run(called, callable(found, called), api);
  } catch (failure) {
    return refused(called, api, failure);
  }
}

/** Failures are counted against the address they come from, and told of (security.md L-1). */
async function admit(exchange: Exchange, { isToken, isPrivate, limits, audit }: FrontEndApi): Promise<void> {
  if (!isPrivate(exchange)) throw new CallRefused('bad_transport');
  const charge = await limits.charge('default', exchange.source, null);
  if (!charge.allowed) throw new CallRefused('too_many');
  if (isToken(exchange)) return charge.refund();
  audit.tally({ kind: 'denied', cause: 'front_end', userId: null }, exchange.source);
  throw new CallRefused('bad_token');
}

function callable(found: Found | null, { method }: Exchange): Found {
  const methods: readonly string[] = found === null ? [] : authlete.operations[found.name].methods;
  if (found === null || !methods.includes(method)) throw new CallRefused('no_operation');
  return found;
}

async function run(exchange: Exchange, { name, id }: Found, api: FrontEndApi): Promise<Outgoing> {
  const given = await readMessage(exchange, authlete.operations[name]);
  const source = { ...exchange.source, actor: 'front_end' } as const;
  // The table pairs each name with its handler; the compiler cannot see that through an index.
  const handler = served[name] as (call: Call<ServedName>) => Promise<Outcome<authlete.OperationName>>;
  const outcome = await handler({ given, id, source, world: api.world } as Call<ServedName>);
  if (outcome.kind === 'nothing') return apiAnswer(null);
  if (outcome.kind === 'document') {
    tell(api, exchange, { name, result: 'OK', client: null });
    const { value } = outcome;
    return apiAnswer(typeof value === 'string' ? value : JSON.stringify(present(value)));
  }
  const { action, content, about, members } = actionOf(name, outcome);
  const result: Result = isResult(action) ? action : 'INTERNAL_SERVER_ERROR';
  exchange.note({ clientId: about });
  tell(api, exchange, { name, result, client: about });
  return apiAnswer(
    JSON.stringify(present({ ...resultOf(result), action, responseContent: content, ...members })),
  );
}

function actionOf(
  name: ServedName,
  outcome: Extract<Outcome<authlete.OperationName>, { kind: 'action' | 'relay' }>,
) {
  if (outcome.kind === 'action') {
    const { action, content, members, about = null } = outcome;
    return { action, content, members, about };
  }
  const { reply, members } = outcome;
  const about = reply.note.clientId;
  const hints = {
    dpopNonce: reply.headers['dpop-nonce'],
    oauthClientAttestationChallenge: reply.headers['oauth-client-attestation-challenge'],
  };
  return { ...relayed(name, reply), members: { ...members, ...hints }, about };
}

/** federation-vci-authlete.md ATL-3: no member is null. */
const present = (members: Readonly<Record<string, unknown>>) =>
  JSON.parse(JSON.stringify(members, (_, value) => (value === null ? undefined : value)));

/** federation-vci-authlete.md ATL-27 */
function tell(
  { audit }: FrontEndApi,
  { source }: Exchange,
  {
    name,
    result,
    client,
  }: { readonly name: ServedName; readonly result: Result; readonly client: string | null },
): void {
  const details = { operation: name, result: resultOf(result).resultCode };
  const event = {
    type: 'FRONT_END_CALL',
    actor: { clientId: client },
    resource: null,
    details,
    error: null,
  } as const;
  void audit.record(event, source);
}

function refused(exchange: Exchange, api: FrontEndApi, failure: unknown): Outgoing {
  if (failure instanceof CallRefused) {
    exchange.note({ error: failure.result });
    return apiRefusal(failure.result, resultOf(failure.result, failure.about));
  }
  if (failure instanceof OAuthError) return apiRefusal('bad_call', resultOf('bad_call'));
  api.failed(exchange, failure);
  return apiRefusal('fault', resultOf('fault'));
}
