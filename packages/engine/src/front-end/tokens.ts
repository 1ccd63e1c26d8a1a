/**
 * What front-ends ask about tokens that clients and resources show them. A front-end is trusted as an administrator is
 * (federation-vci-authlete.md ATL-20): it is told of every token, and vouches for who asks it.
 */

import {
  emptyReply,
  isWithin,
  jsonReply,
  jwtReply,
  OAuthError,
  parseForm,
  type Reply,
  secondOf,
} from '@grantor/protocol';
import { answer, MissingScope } from '../endpoints/answer.ts';
import { answerHolder, invalidToken } from '../endpoints/bearer.ts';
import {
  describeRefresh,
  introspectionLetter,
  introspectionType,
  wantsJwt,
} from '../endpoints/introspection.ts';
import { askedOf, checkUserinfo, sayClaims } from '../endpoints/userinfo.ts';
import { missing } from '../grants/refusal.ts';
import { describeForHost } from '../host/tokens.ts';
import type { ClaimsRequest } from '../model/claims-request.ts';
import { subjectOfGuest } from '../model/guest.ts';
import type { ManagedGrant } from '../model/managed-grant.ts';
import type { Told } from '../model/told.ts';
import type { Source } from '../ports/facts.ts';
import type { Context } from '../requests/context.ts';
import type { BackChannelRequest } from '../requests/request.ts';
import { claimsOfScopes, claimsWithin } from '../tokens/claims.ts';
import { findPresentedRefresh } from '../tokens/presented-refresh.ts';
import type { ActiveToken } from '../tokens/presented-token.ts';
import { isRefreshToken } from '../tokens/refresh-token.ts';

/** What a token has to be good for; what is absent is not asked. */
export type Demand = {
  readonly scopes?: readonly string[] | undefined;
  readonly subject?: string | undefined;
  readonly resources?: readonly string[] | undefined;
  readonly acrValues?: readonly string[] | undefined;
  /** Seconds since the sign-in. */
  readonly maxAge?: number | undefined;
};

export type InspectedToken = ActiveToken & {
  /** As the front-end knows them, whatever the client calls them; null: nobody, the client acts for itself. */
  readonly subject: string | null;
  readonly told: Told | null;
  readonly grant: ManagedGrant | null;
  /** What of the person its client may read, by the names of claims. */
  readonly readable: readonly string[];
  /** Those asked for one by one. */
  readonly asked: ClaimsRequest['userinfo'];
};

/** `token`: null where the reply refuses it. */
export type Inspection = { readonly reply: Reply; readonly token: InspectedToken | null };

/** Whether the token, sent by its holder, is good for what is demanded (RFC 6750 §3.1, RFC 9470 §3). */
export const inspectToken = (
  context: Context,
  request: BackChannelRequest,
  demand: Demand,
): Promise<Inspection> =>
  inspecting(context, request, (found, subject) => {
    check(found, demand, subject);
    checkAuthentication(context, found, demand);
  });

/** Whether its client may read of its person with it (OpenID Connect Core §5.3). */
export const inspectForUserinfo = (context: Context, request: BackChannelRequest): Promise<Inspection> =>
  inspecting(context, request, (found) => void checkUserinfo(context, found));

async function inspecting(
  context: Context,
  request: BackChannelRequest,
  check: (found: ActiveToken, subject: string | null) => void,
): Promise<Inspection> {
  let token: InspectedToken | null = null;
  const reply = await answerHolder(context, request, {
    name: 'inspection',
    reply: async (found) => {
      const subject = subjectFor(found);
      check(found, subject);
      const grantId = found.standing.family?.grantId ?? null;
      const now = secondOf(context.ports.clock.now());
      const asked = askedOf(found);
      token = {
        ...found,
        subject,
        told: found.standing.family?.told ?? null,
        grant: grantId === null ? null : await context.ports.store.findManagedGrant(grantId, now),
        readable: [
          ...new Set([
            ...claimsOfScopes(found.token.scope),
            ...claimsWithin(found.client, Object.keys(asked)),
          ]),
        ],
        asked,
      };
      return emptyReply();
    },
  });
  return { reply, token };
}

const subjectFor = ({ token: { userId, subject } }: ActiveToken): string | null =>
  userId === null ? null : (subjectOfGuest(userId) ?? subject);

function check(
  { token }: ActiveToken,
  { scopes = [], resources = [], subject }: Demand,
  named: string | null,
): void {
  const lacking = scopes.find((scope) => !token.scope.includes(scope));
  if (lacking !== undefined) throw new MissingScope(lacking);
  if (!isWithin(resources, token.audience)) {
    throw new OAuthError('invalid_token', 'The access token was made for another resource.');
  }
  if (subject !== undefined && subject !== named) throw invalidToken();
}

// RFC 9470 §3
function checkAuthentication(
  { ports }: Context,
  { token }: ActiveToken,
  { acrValues = [], maxAge }: Demand,
): void {
  const isLevelMet = acrValues.length === 0 || (token.acr !== undefined && acrValues.includes(token.acr));
  const age =
    token.authTime === undefined ? Number.POSITIVE_INFINITY : secondOf(ports.clock.now()) - token.authTime;
  if (isLevelMet && (maxAge === undefined || age <= maxAge)) return;
  throw new OAuthError(
    'insufficient_user_authentication',
    'The person has to sign in again, or by another way.',
  );
}

export type UserinfoAnswer = {
  readonly claims: Readonly<Record<string, unknown>>;
  /** null: as the token says. */
  readonly sub: string | null;
};

/** The answer of a userinfo endpoint with what a front-end knows of the person (OpenID Connect Core §5.3.2). */
export const answerUserinfo = (
  context: Context,
  request: BackChannelRequest,
  { claims, sub }: UserinfoAnswer,
): Promise<Reply> =>
  answerHolder(context, request, {
    name: 'userinfo',
    holder: 'shown_before',
    reply: async (found) => {
      checkUserinfo(context, found);
      const said = { ...claims, sub: sub ?? found.token.subject };
      return sayClaims(context, found, { claims: said, source: request.source });
    },
  });

export type IntrospectionQuestion = {
  /** As the resource sent them, form encoded. */
  readonly parameters: string;
  readonly accept: string | undefined;
  /** Whom a signed answer is for. */
  readonly audience: string | undefined;
  readonly alg: string | undefined;
  readonly source: Source;
};

/** What introspection says of any token; the front-end knows who asks (RFC 7662 §2.2, RFC 9701 §5). */
export const introspectForFrontEnd = (
  context: Context,
  { parameters, accept, audience, alg, source }: IntrospectionQuestion,
): Promise<Reply> =>
  answer(context.ports, { endpoint: 'introspection', source }, async () => {
    const params = parseForm(formOf(parameters));
    const value = params.get('token');
    if (value === undefined) throw missing('token');
    const told = (await describe(context, value)) ?? { active: false };
    if (!wantsJwt(accept) || audience === undefined) return jsonReply(told);
    const supported = context.ports.keys.algorithms('introspection');
    const letter = introspectionLetter(
      {
        ...{ told, audience, now: secondOf(context.ports.clock.now()) },
        alg: supported.find((known) => known === alg) ?? 'RS256', // RFC 9701 §6
      },
      context.policy,
    );
    const jwt = await context.ports.keys.sign(letter);
    return jwtReply(jwt, introspectionType);
  });

/** Parameters that travelled as text, as the form they were. */
const formOf = (parameters: string) => ({
  contentType: 'application/x-www-form-urlencoded',
  contentEncoding: undefined,
  body: Buffer.from(parameters),
});

async function describe(context: Context, value: string) {
  if (!isRefreshToken(value)) return describeForHost(context, value);
  const { store, clock } = context.ports;
  const found = await findPresentedRefresh(store, value);
  const caller = found === null ? null : await store.findClient(found.family.clientId);
  return caller === null ? null : describeRefresh(context, { value, caller, now: secondOf(clock.now()) });
}
