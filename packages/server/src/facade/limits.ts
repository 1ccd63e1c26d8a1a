/**
 * How often what may be asked for here. The service knows one address, that of this server, and leaves it to us whoever
 * comes to it: the limits are those of an engine of our own (operations.md §6).
 */

import type { LimitName, Source } from '@grantor/engine';
import { honestSteps, limitHeaders, RateLimited } from '@grantor/engine/surface';
import { type Charge, errorReply, OAuthError, type Reply } from '@grantor/protocol';
import type { Exchange } from '../http/exchange.ts';
import type { Outgoing } from '../http/message.ts';
import { clientErrors, serverErrors } from '../http/status.ts';
import type { ServerLimits } from '../limits/limits.ts';
import type { ProgramEndpoints } from './endpoints.ts';

export type FacadeLimits = Pick<ServerLimits, 'asked' | 'charge' | 'person'>;

/** Programs, limited by address: failures, and each of what leaves something behind at the service (security.md L-4, L-8). */
export function limitedEndpoints(programs: ProgramEndpoints, limits: FacadeLimits): ProgramEndpoints {
  const failures = <Request extends Sent>(limit: LimitName, call: Call<Request>): Call<Request> =>
    limitedFailures(limits, limit, call);
  const each =
    <Request extends Sent>(limitOf: (request: Request) => LimitName, call: Call<Request>): Call<Request> =>
    (request) =>
      limitedEach(limits, limitOf(request), call)(request);
  return {
    ...programs,
    token: failures('token', programs.token),
    // Nobody here knows whether anybody may be the client that proves something: it has ten times as many
    pushAuthorization: failures(
      'token',
      each((request) => (isProved(request) ? 'proof' : 'default'), programs.pushAuthorization),
    ),
    deviceAuthorization: failures(
      'token',
      each(() => 'device_code', programs.deviceAuthorization),
    ),
    introspect: failures('introspect', programs.introspect),
    revoke: failures('default', programs.revoke),
    userinfo: failures('default', programs.userinfo),
    queryGrant: failures('default', programs.queryGrant),
    revokeGrant: failures('default', programs.revokeGrant),
    readClient: failures('default', programs.readClient),
    deleteClient: failures('default', programs.deleteClient),
    register: each(() => 'registration', programs.register),
    replaceClient: failures(
      'default',
      each(() => 'registration', programs.replaceClient),
    ),
  };
}

/** Only what ends badly counts, by a fault of whoever asks. */
export const limitedFailures =
  <Request extends Sent>(limits: FacadeLimits, limit: LimitName, call: Call<Request>): Call<Request> =>
  async (request) => {
    const charged = await limits.charge(limit, request.source, null);
    if (!charged.allowed) return tooMany(charged);
    const reply = await settling(charged, () => call(request));
    if (isFree(reply)) charged.refund();
    return reply;
  };

/** Every request counts, however it ends. */
export const limitedEach =
  <Request extends Sent>(limits: FacadeLimits, limit: LimitName, call: Call<Request>): Call<Request> =>
  async (request) => {
    const charged = await limits.charge(limit, request.source, null);
    return charged.allowed ? call(request) : tooMany(charged);
  };

type Sent = { readonly source: Source };
type Call<Request> = (request: Request) => Promise<Reply>;

type Pushed = Parameters<ProgramEndpoints['pushAuthorization']>[0];

/** Whether it brings anything by which its client may have proved itself. */
const isProved = ({ authorization, certificate, body }: Pushed): boolean =>
  authorization !== undefined ||
  certificate !== null ||
  ['client_secret', 'client_assertion'].some((name) =>
    new URLSearchParams(Buffer.from(body).toString()).has(name),
  );

const tooMany = (refused: Extract<Charge, { allowed: false }>): Reply => {
  const failure = new RateLimited(refused);
  return errorReply(failure, limitHeaders(failure));
};

/** What fails on our side, or the service's, costs nothing. */
async function settling<Answer>(
  charged: Extract<Charge, { allowed: true }>,
  work: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await work();
  } catch (failure) {
    if (!(failure instanceof OAuthError) || failure.status >= serverErrors) charged.refund();
    throw failure;
  }
}

/** A success, a failure that is not theirs, or a step on an honest way (operations.md Q-3). */
function isFree({ status, headers, body }: Reply): boolean {
  if (status < clientErrors || status >= serverErrors) return true;
  const said = `${headers['www-authenticate'] ?? ''} ${body ?? ''}`;
  return honestSteps.some((code) => said.includes(`"${code}"`));
}

/** Each request for an authorization keeps a ticket at the service: by person, or by address without one. Throws `rate_limit_exceeded`. */
export async function chargeAuthorization(
  limits: FacadeLimits,
  { source }: Exchange,
  subject: string | null,
): Promise<void> {
  const charged = await (subject === null ? limits.charge('default', source, null) : limits.person(subject));
  if (!charged.allowed) throw new RateLimited(charged);
}

/** A decision that comes to nothing counts against its address. Throws `rate_limit_exceeded`. */
export async function chargingFailure(
  limits: FacadeLimits,
  { source }: Exchange,
  work: () => Promise<Outgoing>,
): Promise<Outgoing> {
  const charged = await limits.charge('default', source, null);
  if (!charged.allowed) throw new RateLimited(charged);
  const answer = await settling(charged, work);
  if (answer.status < clientErrors || answer.status >= serverErrors) charged.refund();
  return answer;
}
