/** Tokens: what clients, and resources that are shown one, ask a front-end (federation-vci-authlete.md §3.2). */

import { endpoints, type InspectedToken, type Inspection } from '@grantor/engine';
import { parseQuery, type Reply } from '@grantor/protocol';
import type * as authlete from '@grantor/protocol/authlete';
import { detailMembers, grantMembers, grantNamed, objectIn, propertiesIn } from './fields.ts';
import { clientMembers, type FrontEndWorld, type Handler } from './operation.ts';
import { relayed } from './relay.ts';
import { CallRefused } from './wire/call-refused.ts';
import { formSent, tokenSent } from './wire/sent.ts';

const at = (endpoint: { readonly path: string }) => endpoint.path;

/** The members of a JSON answer; none of another. */
function saidIn({ status, body }: Reply): Readonly<Record<string, unknown>> {
  return status < errorsFrom && body !== null && body.startsWith('{') ? JSON.parse(body) : {};
}

const errorsFrom = 400;

const textIn = (said: Readonly<Record<string, unknown>>, name: string): string | undefined =>
  typeof said[name] === 'string' ? said[name] : undefined;

/** Grants by which a family begins: what is kept of a token is kept with that. */
const beginning: readonly string[] = ['authorization_code', 'urn:ietf:params:oauth:grant-type:device_code'];

function additionsIn({ parameters = '', properties = [], jwtAtClaims }: authlete.RequestOf<'auth/token'>) {
  // What is wrong with the parameters is for the endpoint to say
  const isBeginning = () =>
    parseQuery(parameters)
      .all('grant_type')
      .every((grant) => beginning.includes(grant));
  if (properties.length > 0 && !isBeginning())
    throw new CallRefused('bad_call', 'properties are kept where tokens begin');
  return { accessToken: objectIn(jwtAtClaims, 'jwtAtClaims'), properties: propertiesIn(properties) };
}

export const token: Handler<'auth/token'> = async ({ given, source, world }) => {
  const sent = formSent(given, { path: at(endpoints.token), source });
  const reply = await world.engine.frontEnd.token(sent, additionsIn(given));
  const said = saidIn(reply);
  const accessToken = textIn(said, 'access_token');
  if (accessToken === undefined) return { kind: 'relay', reply };
  const { note } = reply;
  const described = await world.engine.describeToken(accessToken);
  const lifetime = said['expires_in'];
  return {
    kind: 'relay',
    reply,
    members: {
      ...{ accessToken, refreshToken: textIn(said, 'refresh_token'), idToken: textIn(said, 'id_token') },
      ...(typeof lifetime === 'number' ? { accessTokenDuration: lifetime } : {}),
      ...(accessToken.split('.').length === 3 ? { jwtAccessToken: accessToken } : {}),
      grantType: grantNamed(parseQuery(given.parameters ?? '').get('grant_type') ?? ''),
      ...(note.clientId === null ? {} : clientMembers(world, note.clientId)),
      ...(typeof described?.['sub'] === 'string' ? { subject: described['sub'] } : {}),
      scopes: textIn(said, 'scope')?.split(' ') ?? [],
      grantId: textIn(said, 'grant_id'),
    },
  };
};

export const push: Handler<'pushed_auth_req'> = async ({ given, source, world }) => {
  const sent = formSent(given, { path: at(endpoints.pushedAuthorization), source });
  const reply = await world.engine.pushAuthorization(sent);
  return { kind: 'relay', reply, members: { requestUri: textIn(saidIn(reply), 'request_uri') } };
};

export const revoke: Handler<'auth/revocation'> = async ({ given, source, world }) => ({
  kind: 'relay',
  reply: await world.engine.revoke(formSent(given, { path: at(endpoints.revocation), source })),
});

export const introspectStandard: Handler<'auth/introspection/standard'> = async ({
  given,
  source,
  world,
}) => ({
  kind: 'relay',
  reply: await world.engine.frontEnd.introspect({
    parameters: given.parameters ?? '',
    accept: given.httpAcceptHeader,
    audience: given.rsUri,
    alg: given.introspectionSignAlg,
    source,
  }),
});

export const introspect: Handler<'auth/introspection'> = async ({ given, source, world }) => {
  const { token: value = '', scopes, subject, resources, acrValues, maxAge } = given;
  const sent = tokenSent(value, given, { path: at(endpoints.introspection), source });
  const demand = { scopes, subject, resources, acrValues, maxAge };
  const inspection = await world.engine.frontEnd.inspectToken(sent, demand);
  const { reply, token: found } = inspection;
  const isUsable = found !== null || relayed('auth/introspection', reply).action === 'FORBIDDEN';
  return {
    kind: 'relay',
    reply,
    members: {
      ...{ existent: isUsable, usable: isUsable, sufficient: found !== null, refreshable: false },
      ...(found === null ? {} : describeToken(found, world)),
    },
  };
};

function describeToken(found: InspectedToken, world: FrontEndWorld): authlete.ReplyOf<'auth/introspection'> {
  const { confirmation, acr, authTime, details, clientId, expiresAt, scope } = found.token;
  const { grant, told } = found;
  return {
    ...{ ...clientMembers(world, clientId), subject: found.subject ?? undefined, scopes: scope },
    ...{ expiresAt: expiresAt * 1000, acr, authTime, authorizationDetails: detailMembers(details) },
    ...(confirmation !== null && 'x5t#S256' in confirmation
      ? { certificateThumbprint: confirmation['x5t#S256'] }
      : {}),
    ...(grant === null ? {} : { grantId: grant.id, grant: grantMembers(grant) }),
    ...(told === null || told.properties.length === 0 ? {} : { properties: told.properties }),
  };
}

export const userinfo: Handler<'auth/userinfo'> = async ({ given, source, world }) => {
  const { token: value = '' } = given;
  const sent = tokenSent(value, given, { path: at(endpoints.userinfo), source });
  const { reply, token: found }: Inspection = await world.engine.frontEnd.inspectForUserinfo(sent);
  if (found === null) return { kind: 'relay', reply };
  const asked = Object.entries(found.asked).map(([name, { essential }]) => [
    name,
    essential ? { essential } : null,
  ]);
  return {
    kind: 'relay',
    reply,
    members: {
      ...{ token: value, subject: found.subject ?? undefined, scopes: found.token.scope },
      ...{ ...clientMembers(world, found.token.clientId), claims: found.readable },
      ...(asked.length === 0 ? {} : { userInfoClaims: JSON.stringify(Object.fromEntries(asked)) }),
      consentedClaims: found.told?.consentedClaims ?? undefined,
    },
  };
};

export const answerUserinfo: Handler<'auth/userinfo/issue'> = async ({ given, source, world }) => {
  const { token: value = '', claims, sub = null } = given;
  const sent = tokenSent(value, {}, { path: at(endpoints.userinfo), source });
  const about = { claims: objectIn(claims, 'claims'), sub };
  return { kind: 'relay', reply: await world.engine.frontEnd.answerUserinfo(sent, about) };
};
