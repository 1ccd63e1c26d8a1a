/** What front-ends may ask of the server beside what clients do (federation-vci-authlete.md §3.4). */

import type { Reply } from '@grantor/protocol';
import { scopesGivenSilently } from '../authorize/silent-scopes.ts';
import {
  type AskedElsewhere,
  failTicket,
  issueTicket,
  noteTicket,
  openTicket,
  readTicket,
  type TicketRequest,
} from '../authorize/ticket.ts';
import type { OrderOutcome } from '../host/issue.ts';
import type { Client } from '../model/client.ts';
import { guestId } from '../model/guest.ts';
import type { Context } from '../requests/context.ts';
import type { AuthorizeOutcome } from '../requests/outcome.ts';
import type { BackChannelRequest } from '../requests/request.ts';
import { readRegistry } from '../tokens/registry.ts';
import {
  acknowledge,
  answerBackchannel,
  askGuest,
  type GuestDecided,
  type GuestDecision,
  withdraw,
} from './backchannel.ts';
import { answerDevice, type DeviceAnswer, type DeviceAnswered, readDevice } from './devices.ts';
import { type Additions, type GuestOrder, orderToken, tokenWith } from './orders.ts';
import {
  answerUserinfo,
  type Demand,
  type Inspection,
  type IntrospectionQuestion,
  inspectForUserinfo,
  inspectToken,
  introspectForFrontEnd,
  type UserinfoAnswer,
} from './tokens.ts';

export type FrontEnd = {
  openTicket(request: TicketRequest): Promise<AuthorizeOutcome | AskedElsewhere>;
  issueTicket(answer: Parameters<typeof issueTicket>[1]): Promise<AuthorizeOutcome>;
  failTicket(answer: Parameters<typeof failTicket>[1]): Promise<AuthorizeOutcome>;
  /** What the guest of this subject would give the client without a page. */
  givenSilently(subject: string, client: Client): Promise<readonly string[]>;
  /** The token endpoint, with what the front-end adds. */
  token(request: BackChannelRequest, additions: Additions): Promise<Reply>;
  orderToken(order: GuestOrder): Promise<OrderOutcome>;
  readDevice(entered: Parameters<typeof readDevice>[1]): ReturnType<typeof readDevice>;
  answerDevice(answer: DeviceAnswer): Promise<DeviceAnswered>;
  askGuest(request: BackChannelRequest): ReturnType<typeof askGuest>;
  acknowledgeBackchannel(ticket: Parameters<typeof acknowledge>[1]): Promise<Reply>;
  withdrawBackchannel(ticket: Parameters<typeof withdraw>[1]): Promise<Reply>;
  answerBackchannel(answer: GuestDecision): Promise<GuestDecided>;
  readTicket(ticket: string): ReturnType<typeof readTicket>;
  noteTicket(ticket: Parameters<typeof noteTicket>[1], note: string): Promise<boolean>;
  inspectToken(request: BackChannelRequest, demand: Demand): Promise<Inspection>;
  inspectForUserinfo(request: BackChannelRequest): Promise<Inspection>;
  answerUserinfo(request: BackChannelRequest, answer: UserinfoAnswer): Promise<Reply>;
  introspect(question: IntrospectionQuestion): Promise<Reply>;
};

async function givenSilently(
  { ports, policy }: Context,
  subject: string,
  client: Client,
): Promise<readonly string[]> {
  if (!policy.consentRemember) return [];
  const [consent, { registered }] = await Promise.all([
    ports.store.findConsent(guestId(subject), client.id),
    readRegistry(ports),
  ]);
  return scopesGivenSilently(consent, client, registered);
}

export const createFrontEnd = (context: Context): FrontEnd => ({
  openTicket: (request) => openTicket(context, request),
  issueTicket: (answer) => issueTicket(context, answer),
  failTicket: (answer) => failTicket(context, answer),
  givenSilently: (subject, client) => givenSilently(context, subject, client),
  token: (request, additions) => tokenWith(context, request, additions),
  orderToken: (order) => orderToken(context, order),
  readDevice: (entered) => readDevice(context, entered),
  answerDevice: (answer) => answerDevice(context, answer),
  askGuest: (request) => askGuest(context, request),
  acknowledgeBackchannel: (ticket) => acknowledge(context, ticket),
  withdrawBackchannel: (ticket) => withdraw(context, ticket),
  answerBackchannel: (answer) => answerBackchannel(context, answer),
  readTicket: (ticket) => readTicket(context, ticket),
  noteTicket: (ticket, note) => noteTicket(context, ticket, note),
  inspectToken: (request, demand) => inspectToken(context, request, demand),
  inspectForUserinfo: (request) => inspectForUserinfo(context, request),
  answerUserinfo: (request, answer) => answerUserinfo(context, request, answer),
  introspect: (question) => introspectForFrontEnd(context, question),
});
