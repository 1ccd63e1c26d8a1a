/** CIBA: a client asks a person whom it names, and waits for the decision (CIBA §7, advanced.md §17). */

import {
  after,
  displayName,
  hash,
  type Instant,
  instant,
  jsonReply,
  noting,
  OAuthError,
  type Params,
  parseScope,
  type Reply,
  secondOf,
  sha256,
} from '@grantor/protocol';
import { isReachable } from '../authorize/acr.ts';
import { words } from '../authorize/words.ts';
import { authenticate, findClaimant, type ProvedClient } from '../client-auth/authenticate.ts';
import { chargeClient } from '../client-auth/client-charge.ts';
import { clientParameters } from '../client-auth/registry.ts';
import { type Keep, spending } from '../client-auth/spending.ts';
import { mayUseGrant } from '../grants/allowed.ts';
import { backchannel as grant } from '../grants/backchannel.ts';
import type { Account } from '../model/account.ts';
import { type Client, isSelfRegistered } from '../model/client.ts';
import {
  type BackchannelRequest,
  type DeviceCode,
  longestBackchannelRequest,
  mostRequests,
} from '../model/device-code.ts';
import type { Fact, Source } from '../ports/facts.ts';
import type { Policy } from '../ports/policy.ts';
import type { Context } from '../requests/context.ts';
import type { BackChannelRequest } from '../requests/request.ts';
import { unknownGrant } from '../tokens/managed-grants.ts';
import { withinRights } from '../tokens/scope-decision.ts';
import { answer } from './answer.ts';
import { accessParameters, decideAccess } from './asked-access.ts';
import { findPerson, hintParameters } from './backchannel-hint.ts';
import { openSignedRequest } from './backchannel-request-object.ts';
import { readForm } from './form.ts';
import { payerOf, type Toll, withToll } from './toll.ts';

// CIBA §7.1
const requestParameters = [
  ...['client_notification_token', 'acr_values', 'binding_message', 'user_code', 'requested_expiry'],
  ...accessParameters,
  ...hintParameters,
];

/** In characters (advanced.md CIB-2). */
const longestMessage = 100;

export const backchannelAuthentication = (context: Context, request: BackChannelRequest): Promise<Reply> =>
  takeBackchannelRequest(context, request, place);

/** What becomes of a request whose client has proved itself, and may ask. */
type Placing = (context: Context, asked: AskedOfPerson) => Promise<Reply>;

/** The endpoint, whoever is asked (CIBA §7). */
export const takeBackchannelRequest = (
  context: Context,
  request: BackChannelRequest,
  placing: Placing,
): Promise<Reply> =>
  answer(context.ports, { endpoint: 'backchannel_authentication', source: request.source }, () =>
    withToll(context.ports, { limit: 'token', source: request.source }, (toll) =>
      ask(context, request, { toll, placing }),
    ),
  );

async function ask(
  context: Context,
  request: BackChannelRequest,
  { toll, placing }: { readonly toll: Toll; readonly placing: Placing },
): Promise<Reply> {
  const { ports } = context;
  const { source } = request;
  const now = ports.clock.now();
  const params = readForm(request, [...clientParameters, 'request', ...requestParameters]);
  const claimant = await findClaimant(context, { ...request, params });
  toll.name(payerOf(claimant));
  await toll.pay();
  const proved = await authenticate(context, claimant, { now: secondOf(now), source });
  await chargeClient(ports, proved, source);
  return spending(ports, { ...proved, source }, async (keep) => {
    checkMayAsk(proved, context.policy);
    const world = { ports, policy: context.policy, source, at: now };
    const opened = await openSignedRequest(
      { params, client: proved.client, names: requestParameters },
      world,
    );
    return placing(context, { ...opened, client: proved.client, source, now, keep });
  });
}

/** Whoever registers itself could ask anybody whose name it can guess: administrators vouch for those that may. */
function checkMayAsk({ client, method }: ProvedClient, policy: Policy): void {
  const mayPoll = grant.isOffered(policy) && mayUseGrant({ client, method, policy }, grant);
  if (!mayPoll || isSelfRegistered(client)) {
    throw new OAuthError('unauthorized_client', 'The client may not use this grant type.');
  }
}

export type AskedOfPerson = {
  readonly params: Params;
  readonly client: Client;
  /** What makes its signature count once. */
  readonly spends: readonly Fact[];
  readonly source: Source;
  readonly now: Instant;
  readonly keep: Keep;
};

async function place(context: Context, asked: AskedOfPerson): Promise<Reply> {
  const { ports } = context;
  const { client, now, keep, spends, source } = asked;
  const wanted = await readWanted(context, asked);
  const { person, spends: hinted } = await findPerson(context, asked);
  checkPerson(wanted, person);
  const value = `${requestPrefix}${ports.random.token(32)}`;
  const userCodeHash = hash(ports.random.token(32)); // it has no user code
  const request = describeRequest(context, asked, { wanted, value, userCodeHash, userId: person.id });
  const { count, seconds } = mostRequests;
  const since = instant(now - seconds * 1000);
  const fact: Fact = { kind: 'backchannel_requested', request, most: count, since };
  const kept = await keep([...spends, ...hinted, fact], now);
  if (!kept.ok) {
    if (kept.conflict === 'request_seen') throw usedBefore();
    ports.observer.observe({ kind: 'rate_limited', limit: 'backchannel', source });
    throw new OAuthError('rate_limit_exceeded', 'The client has asked this person too often.', {
      retryAfter: longestBackchannelRequest / 10,
    });
  }
  return noting(jsonReply(acknowledgement(context, request, value)), client.id);
}

export const requestPrefix = 'gbr_';

export const usedBefore = (): OAuthError => refused('What was signed for the request was used before.');

/** CIBA §7.3 */
export const acknowledgement = (
  { policy }: Context,
  { issuedAt, expiresAt }: Pick<DeviceCode, 'issuedAt' | 'expiresAt'>,
  auth_req_id: string,
) => ({ auth_req_id, expires_in: expiresAt - secondOf(issuedAt), interval: policy.pollingInterval });

type Wanted = Awaited<ReturnType<typeof readWanted>>;

/** What is asked for, whoever is asked, and how the client hears of the decision. */
export async function readWanted(context: Context, { params, client, now }: AskedOfPerson) {
  const lifetime = lifetimeOf(params);
  if (!parseScope(params.get('scope')).includes('openid')) throw refused('The scope lacks openid.'); // CIBA §7.1
  return {
    ...(await decideAccess(context, { params, client, now })),
    ...{ lifetime, bindingMessage: messageIn(params), acrValues: levelsIn(params, client) },
    notificationToken: notificationTokenIn(params, client),
  };
}

function checkPerson({ access, held, registered }: Wanted, person: Account): void {
  if (held !== null && held.userId !== person.id) throw new OAuthError('invalid_grant_id', unknownGrant);
  if (withinRights(access.scope, person, registered).length < access.scope.length) {
    throw new OAuthError('authentication_denied', 'The person may not grant what is asked for.'); // CIBA §13
  }
}

type Named = Pick<BackchannelRequest, 'userId'> & {
  readonly wanted: Wanted;
  /** Its `auth_req_id`. */
  readonly value: string;
  readonly userCodeHash: DeviceCode['userCodeHash'];
};

/** As it is kept. */
export function describeRequest(
  { ports, policy }: Context,
  { client, now }: AskedOfPerson,
  { wanted, value, userCodeHash, userId }: Named,
) {
  const { access, lifetime, acrValues, bindingMessage, notificationToken: token } = wanted;
  const digest = sha256(value);
  const sealed = token === null ? null : notificationOf(value, token);
  const backchannel: BackchannelRequest = {
    ...{ userId, acrValues, bindingMessage },
    notification: sealed === null ? null : ports.secrets.seal(sealed, backchannelLabel(digest)),
  };
  return {
    ...access,
    ...{ hash: digest, userCodeHash, backchannel, clientId: client.id, issuedAt: now },
    expiresAt: after(secondOf(now), lifetime ?? policy.lifetimes.backchannelRequest),
    ...{ lastPolledAt: null, boundSession: null, decision: { kind: 'pending' }, decidedAt: null },
  } as const satisfies DeviceCode;
}

/** The sealed message opens only for the request of this hash. */
export const backchannelLabel = (request: string): string => `backchannel request ${request}`;

/** The message to the client, and what it is to be known by (CIBA §10.2). */
const notificationOf = (value: string, token: string): string =>
  JSON.stringify({ authorization: `Bearer ${token}`, body: { auth_req_id: value } });

const refused = (description: string): OAuthError => new OAuthError('invalid_request', description);

function lifetimeOf(params: Params): number | null {
  const wanted = params.get('requested_expiry');
  if (wanted === undefined) return null;
  const seconds = /^[1-9][0-9]{0,5}$/.test(wanted) ? Number(wanted) : 0;
  if (seconds < 1 || seconds > longestBackchannelRequest) {
    throw refused('The requested_expiry is not a number of seconds from 1 to 600.');
  }
  return seconds;
}

// CIBA §7.1: for small screens, and nothing that people would not see
function messageIn(params: Params): string | null {
  const message = params.get('binding_message') ?? null;
  if (message === null) return null;
  if ([...message].length > longestMessage || displayName(message) !== message) {
    throw new OAuthError(
      'invalid_binding_message',
      'The binding_message has more than 100 characters, or some that nobody sees.',
    );
  }
  return message;
}

/** Those that can be reached at all, of which the approval needs one. */
function levelsIn(params: Params, client: Client): readonly string[] {
  const asked = words(params.get('acr_values'));
  const reachable = (asked.length > 0 ? asked : client.defaultAcrValues).filter((each) =>
    isReachable([each]),
  );
  if (asked.length > 0 && reachable.length === 0) {
    throw refused('None of the acr_values can be reached.');
  }
  return reachable;
}

const bearerToken = /^[A-Za-z0-9._~+/-]{22,1024}={0,2}$/; // RFC 6750 §2.1; 128 bits are 22 characters

/** null: the client polls. */
function notificationTokenIn(params: Params, client: Client): string | null {
  if (client.backchannelDelivery !== 'ping') return null;
  const token = params.get('client_notification_token');
  if (token === undefined || !bearerToken.test(token)) {
    throw refused('The client_notification_token is missing, or is no bearer token of 128 bits.');
  }
  return token;
}
