/** Requests whose person is asked on another device: by user code, or by the front-end that knows them (federation-vci-authlete.md §3.2, wave 2). */

import { type AskedOfGuest, type Client, endpoints, type Guest } from '@grantor/engine';
import { epoch, type Reply } from '@grantor/protocol';
import type * as authlete from '@grantor/protocol/authlete';
import { describeScopes, detailMembers, gmActions, subjectIn, toldIn } from './fields.ts';
import { clientMembers, type FrontEndWorld, type Handler } from './operation.ts';
import { formSent } from './wire/sent.ts';

export const startDevice: Handler<'device/authorization'> = async ({ given, source, world }) => {
  const sent = formSent(given, { path: endpoints.deviceAuthorization.path, source });
  const reply = await world.engine.deviceAuthorization(sent);
  return { kind: 'relay', reply, members: codesIn(reply) };
};

function codesIn({ note, body }: Reply) {
  if (note.error !== null) return {};
  const said: Record<string, string & number> = JSON.parse(body ?? '{}');
  return {
    ...{ deviceCode: said['device_code'], userCode: said['user_code'] },
    ...{ verificationUri: said['verification_uri'], expiresIn: said['expires_in'] },
    ...{ verificationUriComplete: said['verification_uri_complete'], interval: said['interval'] },
  };
}

type Asked = Pick<AskedOfGuest['request'], 'scope' | 'resources' | 'details' | 'grant'>;

/** What the person is to be asked. */
const askedMembers = (world: FrontEndWorld, client: Client, asked: Asked) => ({
  ...{ ...clientMembers(world, client.id), clientName: client.name, resources: asked.resources },
  ...{ scopes: describeScopes(asked.scope), authorizationDetails: detailMembers(asked.details) },
  ...(asked.grant === null ? {} : { gmAction: gmActions[asked.grant.action] }),
  ...(asked.grant !== null && 'id' in asked.grant ? { grantId: asked.grant.id } : {}),
});

/** One that is over is as if it had never been. */
export const verifyDevice: Handler<'device/verification'> = async ({ given, source, world }) => {
  const found = await world.engine.frontEnd.readDevice({ userCode: given.userCode ?? '', source });
  if (found === null) return { kind: 'action', action: 'NOT_EXIST' };
  const { client, asked } = found;
  const members = { ...askedMembers(world, client, asked), expiresAt: asked.expiresAt * 1000 };
  return { kind: 'action', action: 'VALID', about: client.id, members };
};

export const completeDevice: Handler<'device/complete'> = async ({ given, source, world }) => {
  const { userCode = '' } = given;
  const outcome = await world.engine.frontEnd.answerDevice({ userCode, source, ...decisionIn(given) });
  if (outcome.kind === 'approved' || outcome.kind === 'denied')
    return { kind: 'action', action: 'SUCCESS', about: outcome.client.id };
  // Of what changed since `device/verification` the person has to be asked again (protocol.md IN-6)
  const isRefused = outcome.kind === 'not_a_member' || outcome.kind === 'untold';
  return { kind: 'action', action: isRefused ? 'INVALID_REQUEST' : 'USER_CODE_NOT_EXIST' };
};

/** What the front-end says that its person decided. */
function decisionIn(given: authlete.RequestOf<'device/complete'>) {
  const { result, sub, authTime, acr, claims, consentedClaims, properties = [], scopes } = given;
  const isTold = [sub, claims, consentedClaims].some((said) => said !== undefined) || properties.length > 0;
  const guest: Guest = {
    ...{ subject: subjectIn(given.subject, 'subject'), acr: acr ?? null, session: null },
    authTime: authTime === undefined ? null : epoch(authTime),
    ...(isTold ? { told: toldIn({ sub, claims, consentedClaims, properties }) } : {}),
  };
  return { decision: result === 'AUTHORIZED' ? 'approve' : 'deny', guest, scopes: scopes ?? null } as const;
}

export const askPerson: Handler<'backchannel/authentication'> = async ({ given, source, world }) => {
  const sent = formSent(given, { path: endpoints.backchannelAuthentication.path, source });
  const { reply, asked } = await world.engine.frontEnd.askGuest(sent);
  if (asked === null) return { kind: 'relay', reply };
  const { ticket, client, request, hint, subject, userCode } = asked;
  const { acrValues, bindingMessage } = request.backchannel;
  const members = {
    ...{ ...askedMembers(world, client, request), ticket, acrs: acrValues, hint: hint.value },
    ...{ hintType: hintTypes[hint.name], sub: subject ?? undefined, userCodeRequired: false },
    ...{ bindingMessage: bindingMessage ?? undefined, userCode: userCode ?? undefined },
    ...{ deliveryMode: modeOf(client), requestedExpiry: lifetimeOf(request) },
  };
  return { kind: 'action', action: 'USER_IDENTIFICATION', members, about: client.id };
};

const hintTypes = {
  login_hint: 'LOGIN_HINT',
  id_token_hint: 'ID_TOKEN_HINT',
  login_hint_token: 'LOGIN_HINT_TOKEN',
} as const;

const modeOf = ({ backchannelDelivery }: Client): 'PING' | 'POLL' =>
  backchannelDelivery === 'ping' ? 'PING' : 'POLL';

const lifetimeOf = ({ issuedAt, expiresAt }: AskedOfGuest['request']): number =>
  expiresAt - Math.floor(issuedAt / 1000);

/** What the client is answered: that the person is being asked, or why not. */
export const answerAsking: Handler<'backchannel/authentication/issue'> = async ({ given, source, world }) => {
  const { ticket = '' } = given;
  const reply = await world.engine.frontEnd.acknowledgeBackchannel({ ticket, source });
  if (reply.note.error !== null)
    return { kind: 'action', action: 'INVALID_TICKET', content: reply.body ?? '' };
  const { auth_req_id: authReqId, expires_in: expiresIn, interval } = JSON.parse(reply.body ?? '{}');
  return { kind: 'relay', reply, members: { authReqId, expiresIn, interval } };
};

export const refuseAsking: Handler<'backchannel/authentication/fail'> = async ({ given, source, world }) => {
  const { ticket = '', reason = 'SERVER_ERROR', errorDescription: words } = given;
  return {
    kind: 'relay',
    reply: await world.engine.frontEnd.withdrawBackchannel({ ticket, source, reason, words }),
  };
};

export const completeAsking: Handler<'backchannel/authentication/complete'> = async (call) => {
  const { given, source, world } = call;
  const answer = { ticket: given.ticket ?? '', source, ...decisionIn(given) };
  const decided = await world.engine.frontEnd.answerBackchannel(answer);
  if (decided.kind !== 'decided') return { kind: 'action', action: 'SERVER_ERROR' };
  const { client, message } = decided;
  const about = { ...clientMembers(world, client.id), deliveryMode: modeOf(client) } as const;
  if (message === null) return { kind: 'action', action: 'NO_ACTION', about: client.id, members: about };
  const { uri: clientNotificationEndpoint, token: clientNotificationToken, requestId } = message;
  return {
    ...({ kind: 'action', action: 'NOTIFICATION', about: client.id } as const),
    content: JSON.stringify({ auth_req_id: requestId }), // CIBA §10.2
    members: { ...about, clientNotificationEndpoint, clientNotificationToken, authReqId: requestId },
  };
};
