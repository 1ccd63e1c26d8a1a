/**
 * Requests whose person is asked elsewhere: a front-end has a ticket for each, signs in whom it knows, and answers it
 * once (federation-vci-authlete.md ATL-5, ATL-21). Whom it signs in is a guest here.
 */

import {
  type Epoch,
  equalInConstantTime,
  type Hash,
  type Instant,
  OAuthError,
  secondOf,
  sha256,
} from '@grantor/protocol';
import { useOf } from '../clients/lifetime.ts';
import { isAmongUsers } from '../clients/who-may-use.ts';
import type { BrowserSession } from '../model/authentication.ts';
import { type AuthorizationDetail, includesDetail } from '../model/authorization-details.ts';
import { isSelfRegistered } from '../model/client.ts';
import type { ManagedGrant } from '../model/managed-grant.ts';
import type { Told } from '../model/told.ts';
import type { Source } from '../ports/facts.ts';
import type { Context } from '../requests/context.ts';
import type { AuthorizeOutcome } from '../requests/outcome.ts';
import { refusedDetails } from '../tokens/authorization-details.ts';
import { unknownGrant } from '../tokens/managed-grants.ts';
import { limitScope, mayHold } from '../tokens/scope-decision.ts';
import type { Attempt } from './attempt.ts';
import type { ValidRequest } from './checks.ts';
import { covers } from './consent-coverage.ts';
import { deliverFailure } from './deliver.ts';
import { type FailReason, failureFor } from './fail-reasons.ts';
import { changesGrant, changing, checkReadable, isGrantThere } from './grant-change.ts';
import { admit, sessionOfGuest } from './guests.ts';
import { accessOf } from './interaction.ts';
import { type Approval, issueCode } from './issue-code.ts';
import { elsewhere, startAgain } from './kept-answer.ts';
import type { LocatedRequest } from './locate.ts';
import { consentRequired, isAskedAlways, isExempt, notAMember } from './next-step.ts';
import { answering, refusing } from './stages.ts';
import { suspend } from './suspend.ts';
import { validate } from './validate.ts';

/** Seconds (federation-vci-authlete.md ATL-5). */
const ticketLifetime = 600;

/** What a front-end has to ask the person. */
export type AskedElsewhere = {
  readonly kind: 'asked_elsewhere';
  readonly ticket: string;
  readonly request: ValidRequest;
};

export type TicketRequest = {
  /** As the client sent them, form encoded. */
  readonly parameters: string;
  readonly source: Source;
};

/** A new request, looked at as far as it can be before anybody is known. */
export function openTicket(
  world: Context,
  { parameters, source }: TicketRequest,
): Promise<AuthorizeOutcome | AskedElsewhere> {
  const attempt: Attempt = {
    ...{ ...world, visitor: { browser: elsewhere, session: null }, source },
    ...{ at: world.ports.clock.now(), flow: null, decision: null },
  };
  return staged(attempt, parameters, async (located) => {
    const { ports, policy, visitor, at } = attempt;
    const request = await read(attempt, located, () => true);
    if (isSilent(request) && isAskedAlways(request, policy)) throw unasked(request);
    // Nobody's sign-in is as new as that, and the API says nothing of zero (federation-vci-authlete.md ATL-12)
    if (isSilent(request) && request.maxAge === 0)
      throw new OAuthError('login_required', 'The person is not signed in as requested.');
    const lifetimes = { ...policy.lifetimes, flow: Math.min(policy.lifetimes.flow, ticketLifetime) };
    const suspended = suspend(located, visitor, {
      ...{ now: secondOf(at), random: ports.random, policy: { ...policy, lifetimes } },
      told: toldDigest(request),
    });
    const facts = [suspended.fact, ...useOf(located.client, policy, secondOf(at))];
    await ports.store.commit({ facts, at, source });
    return { kind: 'asked_elsewhere', ticket: suspended.id, request } as const;
  });
}

/** Whom the front-end signed in, and what they allowed. */
export type TicketPerson = {
  readonly subject: string;
  readonly authTime: Epoch | null;
  readonly acr: string | null;
  /** Of the session there: whoever has the same one has the same `sid`. */
  readonly session: string | null;
  readonly told: Told;
  /** In the place of those asked for, as far as the client may have them; null: those. */
  readonly scopes: readonly string[] | null;
  /** Of those asked for; null: all. */
  readonly details: readonly AuthorizationDetail[] | null;
};

/** The request becomes what its response type names. Of any number of answers to one ticket one counts. */
export const issueTicket = (
  world: Context,
  { person, ...named }: NamedTicket & { readonly person: TicketPerson },
): Promise<AuthorizeOutcome> =>
  onTicket(world, named, async (attempt, located) => {
    const session = sessionOfGuest(attempt, person);
    const request = await read(attempt, located, ({ userId }) => userId === session.userId);
    if (!wasTold(request, named.ticket)) throw changedMeanwhile();
    if (!(await isAmongUsers(world.ports, request.client, session.userId)))
      throw new OAuthError('access_denied', notAMember);
    const granted = narrowed(request, person, attempt);
    const approval = await approvalOf(attempt, granted, session);
    await admit(attempt, session);
    const visitor = { ...attempt.visitor, session };
    return (await issueCode({ ...attempt, visitor }, granted, approval)) ?? startAgain();
  });

/** An administrator's word, or a page: without one, nobody who vouches for the client. */
const isSilent = (request: ValidRequest): boolean => request.prompt.has('none') && !isExempt(request);

const unasked = (request: ValidRequest): OAuthError => {
  const { code, description } = consentRequired(request);
  return new OAuthError(code, description);
};

/**
 * The front-end's word counts as that of the person; but nobody vouches for a client that registered itself, so that
 * without a page it gets what the person allowed it before, as it was then (protocol.md IN-3). Throws `consent_required`.
 */
async function approvalOf(
  { ports }: Attempt,
  request: ValidRequest,
  session: BrowserSession,
): Promise<Approval> {
  if (!isSilent(request) || !isSelfRegistered(request.client))
    return { session, consent: null, given: 'now' };
  const consent = await ports.store.findConsent(session.userId, request.client.id);
  if (changesGrant(request) || !covers(consent, request)) throw unasked(request);
  return { session, consent, given: 'before' };
}

/** Of all that a front-end is told of who asks for what: the ticket bears it, so that it holds for nothing else (protocol.md IN-6). */
function toldDigest(request: ValidRequest): Hash {
  const { client, channel, held } = request;
  const { id, name, description, clientUri, logoUri, policyUri, tosUri } = client;
  const { scopes, claims, details, resources, terms } = accessOf(request, { role: 'admin' }, null);
  const learning = resources.map(({ resource: { uri, name: called }, learns }) => [uri, called, learns]);
  return sha256(
    JSON.stringify([
      ...[[id, name, description, clientUri, logoUri, policyUri, tosUri], channel.redirectUri],
      ...[scopes, claims, details, request.resources, learning, terms],
      ...[held?.id ?? null, held?.revision ?? null],
    ]),
  );
}

const wasTold = (request: ValidRequest, ticket: string): boolean =>
  equalInConstantTime(ticket.slice(ticket.indexOf('.') + 1), toldDigest(request));

const changedMeanwhile = (): OAuthError =>
  new OAuthError('access_denied', 'What is asked for has changed since the person was asked.');

/** The client is told why nothing came of it. */
export const failTicket = (
  world: Context,
  {
    reason,
    words,
    ...named
  }: NamedTicket & { readonly reason: FailReason; readonly words?: string | undefined },
): Promise<AuthorizeOutcome> =>
  onTicket(world, named, (attempt, located) => deliverFailure(attempt, located, failureFor(reason, words)));

type NamedTicket = { readonly ticket: string; readonly source: Source };

/** What the front-end keeps beside the ticket; null: there is no such ticket. */
export async function readTicket(
  { ports }: Context,
  ticket: string,
): Promise<{ readonly note: string | null } | null> {
  const flow = await findTicket(ports, ticket, ports.clock.now());
  return flow === null ? null : { note: flow.note ?? null };
}

/** false: there is no such ticket. */
export async function noteTicket(
  { ports }: Context,
  { ticket, source }: NamedTicket,
  note: string,
): Promise<boolean> {
  const at = ports.clock.now();
  const flow = await findTicket(ports, ticket, at);
  if (flow === null) return false;
  const facts = [{ kind: 'flow_noted', flow: flow.hash, note }] as const;
  return (await ports.store.commit({ facts, at, source })).ok;
}

/** A flow of a browser is no ticket, and a ticket no flow of a browser: neither goes on as the other. */
async function findTicket({ store }: Context['ports'], ticket: string, at: Instant) {
  const flow = await store.findFlow(sha256(ticket), secondOf(at));
  return flow?.browser === elsewhere ? flow : null;
}

async function onTicket(
  world: Context,
  { ticket, source }: NamedTicket,
  stage: (attempt: Attempt, located: LocatedRequest) => Promise<AuthorizeOutcome>,
): Promise<AuthorizeOutcome> {
  const at = world.ports.clock.now();
  const stored = await findTicket(world.ports, ticket, at);
  if (stored === null) return startAgain();
  const attempt: Attempt = {
    ...{ ...world, visitor: { browser: elsewhere, session: null }, source, at, decision: null },
    ...{ flow: { id: ticket, stored }, decidedBefore: true },
  };
  return staged(attempt, stored.parameters, (located) => stage(attempt, located));
}

const staged = <Outcome>(
  attempt: Attempt,
  encoded: string,
  stage: (located: LocatedRequest) => Promise<Outcome>,
): Promise<Outcome | AuthorizeOutcome> =>
  refusing(
    attempt,
    () => encoded,
    (located) => answering(attempt, located, () => stage(located)),
  );

/** The request by every rule, with the grant that it changes; another's is none (advanced.md GMT-3). */
async function read(
  attempt: Attempt,
  located: LocatedRequest,
  isTheirs: (grant: ManagedGrant) => boolean,
): Promise<ValidRequest> {
  const { ports, policy, at } = attempt;
  const asked = await validate(attempt, located);
  // Whom this server signed in nobody can sign in there, be their names the same
  if (asked.requiredKind === 'user')
    throw new OAuthError('login_required', 'The person is not signed in as requested.');
  const { grant, client } = asked;
  const found =
    grant === null || grant.action === 'create'
      ? null
      : await ports.store.findManagedGrant(grant.id, secondOf(at));
  const held = found?.clientId === client.id && isTheirs(found) ? found : null;
  if (!isGrantThere(grant, held)) throw new OAuthError('invalid_grant_id', unknownGrant); // Grant Management §5.4
  return checkReadable(changing(asked, held, policy));
}

/** federation-vci-authlete.md ATL-25 */
function narrowed(request: ValidRequest, person: TicketPerson, { policy }: Attempt): ValidRequest {
  const { client, resources, registered, claims } = request;
  const world = { client, resources, allResources: registered, policy };
  const { scopes, told } = person;
  const details = person.details ?? request.details;
  if (!details.every((detail) => includesDetail(request.details, detail))) throw refusedDetails();
  const agreed = <Value>(asked: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> =>
    Object.fromEntries(
      Object.entries(asked).filter(([name]) => told.consentedClaims?.includes(name) ?? true),
    );
  return {
    ...request,
    ...(scopes === null
      ? {}
      : {
          scope: limitScope(
            [...new Set(scopes)].filter((scope) => mayHold(scope, world)),
            world,
          ),
        }),
    details,
    claims: { userinfo: agreed(claims.userinfo), idToken: agreed(claims.idToken) },
  };
}
