/** Requests to people whom a front-end knows, and asks (CIBA §7, §8, federation-vci-authlete.md §3.2). */

import {
  type ErrorCode,
  emptyReply,
  equalInConstantTime,
  errorReply,
  type Instant,
  isWithin,
  jsonReply,
  noting,
  type Reply,
  secondOf,
  sha256,
} from '@grantor/protocol';
import type * as authlete from '@grantor/protocol/authlete';
import { failureBy } from '../authorize/fail-reasons.ts';
import { admit, type Guest, sessionOfGuest } from '../authorize/guests.ts';
import { verifyHintFor } from '../authorize/id-token-hint.ts';
import {
  type AskedOfPerson,
  acknowledgement,
  backchannelLabel,
  describeRequest,
  readWanted,
  requestPrefix,
  takeBackchannelRequest,
  usedBefore,
} from '../endpoints/backchannel-authentication.ts';
import { pingOf } from '../endpoints/backchannel-decision.ts';
import { hintIn, unknownPerson } from '../endpoints/backchannel-hint.ts';
import { approvalOf, decisionIn, readWaiting } from '../endpoints/waiting-request.ts';
import type { BrowserSession } from '../model/authentication.ts';
import type { Client } from '../model/client.ts';
import type { BackchannelRequest, DeviceCode } from '../model/device-code.ts';
import type { Fact, Source } from '../ports/facts.ts';
import type { Context } from '../requests/context.ts';
import type { BackChannelRequest } from '../requests/request.ts';
import { toldDigest } from './devices.ts';

type Kept = DeviceCode & { readonly backchannel: BackchannelRequest };

/** What the front-end has to know to find the person, and to ask them. */
export type AskedOfGuest = {
  readonly ticket: string;
  readonly client: Client;
  readonly request: Kept;
  readonly hint: ReturnType<typeof hintIn>;
  /** Whom an ID token of ours names. */
  readonly subject: string | null;
  /** What the person is to type, as the client says. */
  readonly userCode: string | null;
};

/**
 * A request by every rule but those about its person; `asked` is null where the reply refuses it. The ticket bears a digest
 * of what the front-end is told, so that it holds for nothing else (protocol.md IN-6).
 */
export async function askGuest(
  context: Context,
  sent: BackChannelRequest,
): Promise<{ readonly reply: Reply; readonly asked: AskedOfGuest | null }> {
  let asked: AskedOfGuest | null = null;
  const reply = await takeBackchannelRequest(context, sent, async (_, asking) => {
    asked = await open(context, asking);
    return noting(emptyReply(), asking.client.id);
  });
  return { reply, asked };
}

async function open(context: Context, asking: AskedOfPerson): Promise<AskedOfGuest> {
  const { params, client, now, keep, spends } = asking;
  const wanted = await readWanted(context, asking);
  const hint = hintIn(params);
  const subject = await subjectOf(context, asking, hint);
  const told = await toldDigest(context, { client, asked: wanted.access });
  const ticket = `${context.ports.random.token(32)}.${told}`;
  const request = describeRequest(context, asking, {
    ...{ wanted, value: requestOf(ticket), userCodeHash: sha256(ticket), userId: null },
  });
  const fact: Fact = { kind: 'backchannel_requested', request, most: 1, since: now };
  if (!(await keep([...spends, fact], now)).ok) throw usedBefore();
  return { ticket, client, request, hint, subject, userCode: params.get('user_code') ?? null };
}

/** Whoever has the ticket may know it; whoever knows it has no ticket. */
const requestOf = (ticket: string): string => `${requestPrefix}${sha256(`auth_req_id of ${ticket}`)}`;

/** Of an ID token that says whom it is about; whoever this server signed in is nobody there. Throws `unknown_user_id`. */
async function subjectOf(
  { ports: { keys }, policy: { issuer } }: Context,
  { client, now }: AskedOfPerson,
  { name, value }: AskedOfGuest['hint'],
): Promise<string | null> {
  if (name !== 'id_token_hint') return null;
  const hint = await verifyHintFor(client.id, value, { keys, issuer, now: secondOf(now) });
  if (hint?.of !== 'guest') throw unknownPerson();
  return hint.subject;
}

type NamedTicket = { readonly ticket: string; readonly source: Source };
type Found = { readonly client: Client; readonly request: Kept };

/** A request of a client that is served, which nobody was asked about yet; null: the ticket is none, or not any more. */
async function find({ ports }: Context, ticket: string): Promise<Found | null> {
  const request = await ports.store.findDeviceCodeForEntry(sha256(ticket), secondOf(ports.clock.now()));
  if (request === null || request.backchannel === null || request.backchannel.userId !== null) return null;
  const client = await ports.store.findClient(request.clientId);
  const kept = { ...request, backchannel: request.backchannel };
  return client?.status === 'active' ? { client, request: kept } : null;
}

/** What the client is answered (CIBA §7.3), once; `server_error`: the ticket was answered before, or is none. */
export async function acknowledge(context: Context, { ticket, source }: NamedTicket): Promise<Reply> {
  const found = await find(context, ticket);
  if (found === null) return noTicket();
  const { request, client } = found;
  const at = context.ports.clock.now();
  const facts = [
    { kind: 'backchannel_acknowledged', hash: request.hash, session: request.userCodeHash },
  ] as const;
  const kept = await context.ports.store.commit({ facts, at, source });
  if (!kept.ok) return noTicket();
  return noting(jsonReply(acknowledgement(context, request, requestOf(ticket))), client.id);
}

/** Nothing that the client could do anything about. */
const noTicket = (): Reply => errorReply(failureBy(failures.SERVER_ERROR, undefined));

type BackchannelFailReason = (typeof authlete.backchannelFailReasons)[number];

/** CIBA §13 */
const failures: Readonly<Record<BackchannelFailReason, readonly [ErrorCode, string]>> = {
  EXPIRED_LOGIN_HINT_TOKEN: ['expired_login_hint_token', 'The login_hint_token has expired.'],
  UNKNOWN_USER_ID: ['unknown_user_id', 'The hint names nobody who may be asked.'],
  UNAUTHORIZED_CLIENT: ['unauthorized_client', 'The client may not ask for this.'],
  MISSING_USER_CODE: ['missing_user_code', 'The user_code is missing.'],
  INVALID_USER_CODE: ['invalid_user_code', 'The user_code is not that of the person.'],
  INVALID_BINDING_MESSAGE: ['invalid_binding_message', 'The binding_message cannot be shown.'],
  INVALID_TARGET: ['invalid_target', 'The resource is unknown, or not for this client.'],
  ACCESS_DENIED: ['authentication_denied', 'The person is not asked.'],
  SERVER_ERROR: ['server_error', 'The request failed.'],
};

/** The client is told why nobody is asked, once; `server_error` as for `acknowledge`. */
export async function withdraw(
  context: Context,
  {
    ticket,
    source,
    reason,
    words,
  }: NamedTicket & { readonly reason: BackchannelFailReason; readonly words: string | undefined },
): Promise<Reply> {
  const found = await find(context, ticket);
  if (found === null) return noTicket();
  const facts = [{ kind: 'backchannel_withdrawn', hash: found.request.hash }] as const;
  const kept = await context.ports.store.commit({ facts, at: context.ports.clock.now(), source });
  return kept.ok ? noting(errorReply(failureBy(failures[reason], words)), found.client.id) : noTicket();
}

export type GuestDecision = NamedTicket & {
  readonly decision: 'approve' | 'deny';
  readonly guest: Guest;
  /** Of those asked for; null: all. */
  readonly scopes: readonly string[] | null;
};

/** Where a client is told that its request is decided, by which token of its own (CIBA §10.2). */
type ClientMessage = { readonly uri: string; readonly token: string; readonly requestId: string };

export type GuestDecided =
  /** `message`: what the client is to be told with; null: it polls. */
  | { readonly kind: 'decided'; readonly client: Client; readonly message: ClientMessage | null }
  /** It ends as a denial: it is not for them to allow, or what would be allowed is not what the front-end was told. */
  | { readonly kind: 'not_approved'; readonly client: Client }
  | { readonly kind: 'unknown' };

/** The word of the front-end for the person that it asked: of any number for one ticket one counts. */
export async function answerBackchannel(context: Context, answer: GuestDecision): Promise<GuestDecided> {
  const { ticket, guest, source } = answer;
  const { ports } = context;
  const found = await find(context, ticket);
  if (found === null || !isAcknowledged(found) || !isWithin(answer.scopes ?? [], found.request.scope))
    return { kind: 'unknown' };
  const { client, request } = found;
  const moment = { ...context, at: ports.clock.now(), source };
  const session = sessionOfGuest(moment, guest);
  const { outcome, facts } = await decide(moment, found, { ...answer, session });
  const named = { kind: 'backchannel_person_found', hash: request.hash, userId: session.userId } as const;
  // No guard of a commit sees what the same commit inserts
  if (outcome === 'decided') await admit(moment, session);
  const kept = await ports.store.commit({ facts: [named, ...facts], at: moment.at, source });
  if (!kept.ok) return { kind: 'unknown' };
  return outcome === 'decided'
    ? { kind: 'decided', client, message: messageFor(context, found) }
    : { kind: 'not_approved', client };
}

const isAcknowledged = ({ request }: Found): boolean => request.boundSession === request.userCodeHash;

type Deciding = GuestDecision & { readonly session: BrowserSession };

async function decide(
  moment: Context & { readonly at: Instant },
  found: Found,
  { ticket, decision: word, scopes, session, source }: Deciding,
): Promise<{ readonly outcome: 'decided' | 'not_approved'; readonly facts: readonly Fact[] }> {
  const { client, request } = found;
  const { policy, ports, at } = moment;
  const party = { hash: request.hash, clientId: client.id, session: session.id };
  const denied = { kind: 'backchannel_denied', ...party, userId: session.userId } as const;
  if (word === 'deny') return { outcome: 'decided', facts: [{ ...denied, ping: null }] };
  const waiting = await readWaiting(moment, { deviceCode: request, session, at });
  const told = ticket.slice(ticket.indexOf('.') + 1);
  const wasTold = equalInConstantTime(told, await toldDigest(moment, { client, asked: request }));
  const answered = { decision: word, scopes, source, wasShown: async () => wasTold };
  const { kept, decision } = waiting === null ? nothing : decisionIn(waiting, answered, policy);
  // The front-end takes it for allowed: this server tells the client that it was not
  if (kept === null || !kept.mayUse || !wasTold || decision === 'deny')
    return {
      outcome: 'not_approved',
      facts: [{ ...denied, ping: pingOf({ client, backchannel: request.backchannel }) }],
    };
  const { approved, changes } = approvalOf({ ports, policy }, kept);
  const fact = { kind: 'backchannel_approved', ...approved, ping: null } as const;
  return { outcome: 'decided', facts: [fact, ...changes] };
}

const nothing = { kept: null, decision: 'deny' } as const;

function messageFor({ ports }: Context, found: Found): ClientMessage | null {
  const ping = pingOf({ ...found, backchannel: found.request.backchannel });
  if (ping === null) return null;
  const { authorization, body } = JSON.parse(
    ports.secrets.open(ping.sealed, backchannelLabel(found.request.hash)),
  );
  return { uri: ping.uri, token: authorization.replace(/^Bearer /, ''), requestId: body.auth_req_id };
}
