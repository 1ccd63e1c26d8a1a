/** Tokens by hand: made, listed and ended by front-ends (federation-vci-authlete.md §3.2, wave 2). */

import { guestId, subjectOfGuest } from '@grantor/engine';
import { epoch, instant, secondOf, userId } from '@grantor/protocol';
import { revokeAll, revokeAuthorization } from '../administration/clients.ts';
import { changeToken } from '../administration/narrowing.ts';
import { revokeTokensOf } from '../administration/sessions.ts';
import { lookUpToken, revokeTokenId, takeTokenStep } from '../administration/tokens.ts';
import { listEveryToken } from '../store/token-list.ts';
import { objectIn, propertiesIn } from './fields.ts';
import { actorOf, type Call, clientMembers, type FrontEndWorld, type Handler, pageIn } from './operation.ts';
import { CallRefused } from './wire/call-refused.ts';

/** What a token made by hand cannot be: nobody signs in for it, and nobody shows a key. */
const unmade = [
  ...(['refreshTokenDuration', 'properties', 'dpopKeyThumbprint', 'certificateThumbprint'] as const),
  ...(['acr', 'authTime'] as const),
];

const ofClients = 'CLIENT_CREDENTIALS';
const ofPeople: readonly string[] = ['AUTHORIZATION_CODE', 'IMPLICIT', 'DEVICE_CODE'];

export const createToken: Handler<'auth/token/create'> = async ({ given, source, world }) => {
  const { grantType = ofClients, subject, scopes = [], resources, accessTokenDuration: lifetime } = given;
  const useless = unmade.find((name) => given[name] !== undefined);
  if (useless !== undefined) throw new CallRefused('bad_call', `${useless} is nothing that is kept of it`);
  const isOfPerson = ofPeople.includes(grantType);
  if (isOfPerson === (subject === undefined) || (!isOfPerson && grantType !== ofClients))
    return { kind: 'action', action: 'BAD_REQUEST' };
  const id = await idOf(given.clientIdAlias ?? given.clientId, world);
  if (id === null) return { kind: 'action', action: 'FORBIDDEN' };
  const made = await world.engine.frontEnd.orderToken({
    ...{ client: id, subject, scopes, source, accessToken: objectIn(given.jwtAtClaims, 'jwtAtClaims') },
    ...(resources === undefined ? {} : { resource: resources }),
    ...(lifetime === undefined ? {} : { lifetime }),
  });
  if (made.kind === 'refused') {
    const action = made.fault === 'client' || made.fault === 'user' ? 'FORBIDDEN' : 'BAD_REQUEST';
    return { kind: 'action', action, about: id };
  }
  const { accessToken, tokenId, expiresAt } = made.token;
  return {
    kind: 'action',
    action: 'OK',
    about: id,
    members: {
      ...{ accessToken, tokenId, grantType, subject, scopes, tokenType: 'Bearer' },
      ...{
        expiresAt: expiresAt * 1000,
        expiresIn: expiresAt - secondOf(world.site.now()),
        ...clientMembers(world, id),
      },
    },
  };
};

async function idOf(named: string | number | undefined, { numbers }: FrontEndWorld): Promise<string | null> {
  return named === undefined ? null : numbers.find(String(named));
}

export const listTokens: Handler<'auth/token/get/list'> = async ({ given, world }) => {
  const { clientIdentifier, subject } = given;
  const { site } = world;
  const clientId = clientIdentifier === undefined ? undefined : await idOf(clientIdentifier, world);
  if (clientId === null) throw new CallRefused('no_client');
  const { start, end, limit } = pageIn(given);
  const selection = {
    ...({ clientId, status: 'active', search: '', now: site.now() } as const),
    userId: subject === undefined ? undefined : guestId(subject),
  };
  const { rows, total } = await listEveryToken(site.database, selection, { limit, offset: start });
  return {
    kind: 'document',
    value: {
      ...{ start, end, totalCount: total.count },
      accessTokens: rows.map(({ id, user, scope, expiresAt, clientId: of }) => ({
        ...{ accessTokenHash: id, accessTokenExpiresAt: expiresAt * 1000, scopes: scope },
        subject: user === null ? undefined : (subjectOfGuest(userId(user.id)) ?? user.id),
        ...clientMembers(world, of),
      })),
    },
  };
};

/** By the token, its `jti`, or the name it has in the list. */
export const deleteToken: Handler<'auth/token/delete/{id}'> = async (call) => {
  if ((await endToken(call.id, call)) === 0) throw new CallRefused('no_token');
  return { kind: 'nothing' };
};

async function endToken(
  text: string,
  call: Pick<Call<'auth/token/revoke'>, 'world' | 'source'>,
): Promise<number> {
  const { tokens } = call.world.site;
  const found = await lookUpToken(tokens, text);
  // A name that nothing is known of may be any
  if (found === null || (found.session === null && found.claims === null)) return 0;
  const actor = actorOf(call);
  const { session } = found;
  const outcome =
    session !== null && (found.kind === 'refresh' || session.kind === 'access')
      ? await takeTokenStep(tokens, { actor, id: session.id }, 'revoke')
      : await revokeTokenId(tokens, actor, found.tokenId);
  return outcome.kind === 'done' ? 1 : 0;
}

/** A refresh token goes with all that came of it; of a client, of a person, or of a person with a client everything does. */
export const revokeTokens: Handler<'auth/token/revoke'> = async (call) => {
  const { given, world } = call;
  const { accessTokenIdentifier, refreshTokenIdentifier, clientIdentifier, subject } = given;
  const one = accessTokenIdentifier ?? refreshTokenIdentifier;
  if (one !== undefined) return { kind: 'document', value: { count: await endToken(one, call) } };
  const { clients, database } = world.site;
  const actor = actorOf(call);
  const id = clientIdentifier === undefined ? undefined : await idOf(clientIdentifier, world);
  if (id === null) throw new CallRefused('no_client');
  if (id === undefined && subject === undefined) throw new CallRefused('bad_call', 'nothing is named');
  const selection = {
    ...({ clientId: id, status: 'active', search: '', now: instant(world.site.now()) } as const),
    userId: subject === undefined ? undefined : guestId(subject),
  };
  const { total } = await listEveryToken(database, selection, { limit: 1, offset: 0 });
  // One write each, which ends what has no token yet as well (security.md R-12)
  if (subject === undefined) await revokeAll(clients, { actor, id: id ?? '' });
  else if (id === undefined)
    await revokeTokensOf(clients, actor, { id: guestId(subject), username: subject });
  else await revokeAuthorization(clients, { actor, id }, guestId(subject));
  return { kind: 'document', value: { count: total.count } };
};

const refusals = {
  gone: 'NOT_FOUND',
  signed: 'BAD_REQUEST',
  beyond: 'FORBIDDEN',
  lifetime: 'BAD_REQUEST',
  homeless: 'BAD_REQUEST',
} as const;

/** Less of the scopes, another end, other properties: never more than was agreed to. */
export const updateToken: Handler<'auth/token/update'> = async (call) => {
  const { accessToken = '', accessTokenExpiresAt, scopes, properties } = call.given;
  const changed = await changeToken(
    call.world.site.tokens,
    { actor: actorOf(call), value: accessToken },
    {
      scopes,
      expiresAt:
        accessTokenExpiresAt === undefined ? undefined : epoch(Math.floor(accessTokenExpiresAt / 1000)),
      properties: properties === undefined ? undefined : propertiesIn(properties),
    },
  );
  if (changed.kind !== 'done') return { kind: 'action', action: refusals[changed.kind] };
  const { scope, expiresAt } = changed;
  const members = { accessToken, scopes: scope, accessTokenExpiresAt: expiresAt * 1000, properties };
  return { kind: 'action', action: 'OK', members };
};
