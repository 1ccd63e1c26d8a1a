/** The authorization endpoint in the hands of a front-end (federation-vci-authlete.md ATL-21 to ATL-26). */

import {
  type AskedElsewhere,
  type AuthorizeOutcome,
  type ClaimsRequest,
  claimsOfScopes,
  describeScope,
  subjectOfGuest,
  type TicketPerson,
  type ValidRequest,
} from '@grantor/engine';
import { epoch, errorReply } from '@grantor/protocol';
import type * as authlete from '@grantor/protocol/authlete';
import { locationOf } from '../authorize/present.ts';
import { formPostDocument } from '../pages/index.ts';
import { describeService } from './documents.ts';
import { detailMembers, detailsIn, gmActions, grantMembers, subjectIn, toldIn } from './fields.ts';
import { type Call, clientMembers, describeClient, type FrontEndWorld, type Handler } from './operation.ts';

export const authorization: Handler<'auth/authorization'> = async ({ given, source, world }) => {
  const outcome = await world.engine.frontEnd.openTicket({ parameters: given.parameters ?? '', source });
  if (outcome.kind !== 'asked_elsewhere') return delivered(outcome);
  const { request } = outcome;
  return {
    kind: 'action',
    // The front-end knows whether there is a session (federation-vci-authlete.md ATL-24)
    action: request.prompt.has('none') ? 'NO_INTERACTION' : 'INTERACTION',
    members: { ...describeRequest(outcome, world), service: await describeService(world) },
    about: request.client.id,
  };
};

export const issue: Handler<'auth/authorization/issue'> = async (call) => {
  const { source, world } = call;
  const { ticket = '' } = call.given;
  const outcome = await world.engine.frontEnd.issueTicket({ ticket, source, person: personIn(call) });
  const given = outcome.kind === 'answer' ? Object.fromEntries(outcome.parameters) : {};
  const { code: authorizationCode, access_token: accessToken, id_token: idToken } = given;
  return { ...delivered(outcome), members: { authorizationCode, accessToken, idToken } };
};

export const fail: Handler<'auth/authorization/fail'> = async ({ given, source, world }) => {
  const { ticket = '', reason = 'UNKNOWN', description: words } = given;
  return delivered(await world.engine.frontEnd.failTicket({ ticket, source, reason, words }));
};

/** The same three actions wherever an answer may go to the client. */
function delivered(outcome: AuthorizeOutcome) {
  switch (outcome.kind) {
    case 'answer': {
      const { channel, parameters, clientId: about } = outcome;
      const isForm = channel.mode === 'form_post';
      const content = isForm
        ? formPostDocument({
            redirectUri: channel.redirectUri,
            parameters: Object.fromEntries(parameters),
          }).toString()
        : locationOf(channel, parameters);
      return { kind: 'action', action: isForm ? 'FORM' : 'LOCATION', content, about } as const;
    }
    case 'refuse':
    // Nobody vouches for where it would go: a front-end has no page for that (protocol.md AZ-2)
    case 'caution':
      return {
        kind: 'action',
        action: 'BAD_REQUEST',
        content: errorReply(outcome.error).body ?? '',
      } as const;
    default:
      throw new Error(`a ticket came to ${outcome.kind}`);
  }
}

const personIn = ({ given }: Call<'auth/authorization/issue'>): TicketPerson => ({
  subject: subjectIn(given.subject, 'subject'),
  authTime: given.authTime === undefined ? null : epoch(given.authTime),
  acr: given.acr ?? null,
  session: given.sessionId ?? null,
  scopes: given.scopes ?? null,
  details: given.authorizationDetails === undefined ? null : detailsIn(given.authorizationDetails),
  told: toldIn(given),
});

/** What the front-end has to know to ask the person. */
function describeRequest(
  { ticket, request }: AskedElsewhere,
  world: FrontEndWorld,
): authlete.ReplyOf<'auth/authorization'> {
  const { client, scope, held, grant } = request;
  return {
    ticket,
    // Of its addresses the one that the answer goes to
    client: { ...describeClient(world, client), redirectUris: [request.channel.redirectUri] },
    ...clientMembers(world, client.id),
    scopes: scope.map((name) => {
      const { description } = describeScope(name, request, 'new');
      return { name, ...(description === null ? {} : { description }), defaultEntry: false };
    }),
    resources: request.resources,
    ...describeClaims(request),
    ...describeSignIn(request),
    uiLocales: request.uiLocales,
    display: displays.find((word) => word === request.params.get('display')?.toUpperCase()) ?? 'PAGE',
    authorizationDetails: detailMembers(request.details),
    ...(grant === null ? {} : { gmAction: gmActions[grant.action] }),
    ...(held === null
      ? {}
      : {
          grantId: held.id,
          grant: grantMembers(held),
          grantSubject: subjectOfGuest(held.userId) ?? held.userId,
        }),
  };
}

function describeClaims({ claims, scope, responseType, client }: ValidRequest) {
  // OpenID Connect Core §5.4: there is no other place for them where no access token is given
  const isAlone = responseType.code === 'none' && responseType.accessToken === 'none';
  const ofScopes = claimsOfScopes(scope);
  const inIdToken = isAlone || client.claimsInIdToken ? ofScopes : [];
  return {
    claims: [...new Set([...Object.keys(claims.idToken), ...inIdToken])],
    claimsAtUserInfo: [...new Set([...Object.keys(claims.userinfo), ...(isAlone ? [] : ofScopes)])],
    idTokenClaims: claimsText(claims.idToken),
    userInfoClaims: claimsText(claims.userinfo),
  };
}

/** Whom to sign in, how well, and how much of it may be skipped. */
function describeSignIn(request: ValidRequest) {
  const { essentialAcr, acrValues, maxAge } = request;
  const levels = essentialAcr.length > 0 ? essentialAcr : acrValues;
  const prompts = promptsOf(request);
  return {
    acrs: levels.filter((level) => typeof level === 'string'),
    acrEssential: essentialAcr.length > 0,
    ...{ prompts, lowestPrompt: prompts[0] ?? 'CONSENT' },
    // Zero would say nothing (federation-vci-authlete.md ATL-12)
    ...(maxAge === null || maxAge === 0 ? {} : { maxAge }),
    subject: request.requiredSubject ?? undefined,
    loginHint: request.loginHint ?? undefined,
  };
}

const displays = ['PAGE', 'POPUP', 'TOUCH', 'WAP'] as const;

/** In the order in which they ask less and less. */
const prompts = [
  ['none', 'NONE'],
  ['login', 'LOGIN'],
  ['consent', 'CONSENT'],
  ['select_account', 'SELECT_ACCOUNT'],
] as const;

/** OpenID Connect Core §3.1.2.1: `max_age=0` is `prompt=login`; without any the person is asked whatever is due. */
function promptsOf({ prompt, maxAge }: ValidRequest) {
  const asked = prompts.filter(([name]) => prompt.has(name) || (name === 'login' && maxAge === 0));
  return asked.length > 0 ? asked.map(([, word]) => word) : (['CONSENT', 'LOGIN'] as const);
}

/** OpenID Connect Core §5.5.1; undefined: none is asked for. */
function claimsText(asked: ClaimsRequest['idToken']): string | undefined {
  const entries = Object.entries(asked).map(([name, { essential }]) => [
    name,
    essential ? { essential } : null,
  ]);
  return entries.length === 0 ? undefined : JSON.stringify(Object.fromEntries(entries));
}

export const readTicket: Handler<'auth/authorization/ticket/info'> = async ({ given, world }) => {
  const found = await world.engine.frontEnd.readTicket(given.ticket ?? '');
  if (found === null) return { kind: 'action', action: 'NOT_FOUND' };
  const info = found.note === null ? {} : { context: found.note };
  return { kind: 'action', action: 'OK', members: { info } };
};

/** Bytes (security.md L-8). */
const longestNote = 16_384;

export const noteTicket: Handler<'auth/authorization/ticket/update'> = async ({ given, source, world }) => {
  const { ticket = '', info } = given;
  const note = info?.context ?? '';
  if (Buffer.byteLength(note) > longestNote) return { kind: 'action', action: 'CALLER_ERROR' };
  const isKept = await world.engine.frontEnd.noteTicket({ ticket, source }, note);
  return isKept
    ? { kind: 'action', action: 'OK', members: { info: { context: note } } }
    : { kind: 'action', action: 'NOT_FOUND' };
};
