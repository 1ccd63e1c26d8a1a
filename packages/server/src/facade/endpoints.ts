/** The endpoints that programs call, over a control plane: the same interface as our own engine's. */

import type {
  BackChannelRequest,
  ClientConfigurationRequest,
  Engine,
  GrantManagementRequest,
  RegistrationRequest,
} from '@grantor/engine';
import { bearerToken, decodeUtf8, type Reply } from '@grantor/protocol';
import {
  grantUnsupported,
  registrationTokenMissing,
  resourceServerUnproved,
  tokenMissing,
  unreadable,
} from '../http/refuse.ts';
import { pick } from './claims.ts';
import type { ControlPlane } from './control-plane.ts';
import type { Documents } from './documents.ts';
import { controlPlaneFault } from './fault.ts';
import { namedFor } from './pairwise.ts';
import type { People } from './people.ts';
import { relayed } from './relay.ts';
import type { ResourceServers } from './resource-servers.ts';
import { asForm, basicOf, credentialsOf, formOf, presented, proofsOf } from './sent.ts';

/** What every engine has for programs; one over somebody else's service has no more. */
export type ProgramEndpoints = Pick<
  Engine,
  | 'token'
  | 'pushAuthorization'
  | 'deviceAuthorization'
  | 'introspect'
  | 'revoke'
  | 'userinfo'
  | 'register'
  | 'readClient'
  | 'replaceClient'
  | 'deleteClient'
  | 'queryGrant'
  | 'revokeGrant'
  | 'discovery'
  | 'jwks'
>;

export type FacadeWorld = {
  readonly controlPlane: ControlPlane;
  readonly baseUrl: string;
  readonly people: People;
  readonly resourceServers: ResourceServers;
  readonly documents: Documents;
  /** advanced.md PWS-1 */
  readonly pairwiseSubject: (sector: string, subject: string) => string;
};

export function createEndpoints(world: FacadeWorld): ProgramEndpoints {
  const { controlPlane, baseUrl, documents } = world;
  const credentialsIn = (request: BackChannelRequest) => credentialsOf(request, baseUrl);

  async function token(request: BackChannelRequest): Promise<Reply> {
    const told = await controlPlane.tell('auth/token', credentialsIn(request));
    // federation-vci-authlete.md ATL-14: whom it would be for is nothing that we could know
    return told.relay.as === 'inner' ? grantUnsupported() : relayed(told);
  }

  async function introspect(request: BackChannelRequest): Promise<Reply> {
    const { clientId: id, clientSecret: secret } = basicOf(request.authorization);
    const server = await world.resourceServers.prove(id ?? null, secret ?? null);
    if (server === null) return resourceServerUnproved();
    const told = await controlPlane.tell('auth/introspection/standard', {
      parameters: formOf(request),
      httpAcceptHeader: request.accept,
      rsUri: server.uri ?? undefined,
      introspectionSignAlg: server.signingAlg ?? undefined,
    });
    return relayed(told);
  }

  async function userinfo(request: BackChannelRequest): Promise<Reply> {
    const sent = presented(request);
    if (sent === null) return tokenMissing();
    const told = await controlPlane.tell('auth/userinfo', { token: sent, ...proofsOf(request, baseUrl) });
    if (told.action !== 'OK') return relayed(told);
    const { subject, claims = [], clientId } = told.reply;
    const person = subject === undefined ? null : world.people.find(subject);
    const sub = subject === undefined ? undefined : await subFor(subject, clientId);
    const given = JSON.stringify(person === null ? {} : pick(person.claims, claims));
    return relayed(await controlPlane.tell('auth/userinfo/issue', { token: sent, claims: given, sub }));
  }

  /** undefined: everybody knows the person by the same name. */
  async function subFor(subject: string, clientId: number | undefined): Promise<string | undefined> {
    const client = clientId === undefined ? null : await documents.client(clientId);
    // It may know people by names of its own: nobody guesses that it does not
    if (client === null) throw controlPlaneFault('a token of a client that is not there');
    return namedFor(client, subject, world);
  }

  const management =
    (name: 'client/registration/get' | 'client/registration/delete') =>
    async ({ clientId, authorization }: ClientConfigurationRequest): Promise<Reply> => {
      const held = bearerToken(authorization);
      if (held === null) return registrationTokenMissing();
      return relayed(await controlPlane.tell(name, { clientId, token: held }));
    };

  const grant =
    (gmAction: 'QUERY' | 'REVOKE') =>
    async (request: GrantManagementRequest): Promise<Reply> => {
      const held = presented(request);
      if (held === null) return tokenMissing();
      const { grantId } = request;
      const message = { gmAction, grantId, accessToken: held, ...proofsOf(request, baseUrl) };
      return relayed(await controlPlane.tell('gm', message));
    };

  return {
    token,
    introspect,
    userinfo,
    pushAuthorization: async (request) =>
      relayed(await controlPlane.tell('pushed_auth_req', credentialsIn(request))),
    deviceAuthorization: async (request) =>
      relayed(await controlPlane.tell('device/authorization', credentialsIn(asForm(request)))),
    revoke: async (request) => relayed(await controlPlane.tell('auth/revocation', credentialsIn(request))),
    register: async (request) => {
      const message = { json: await jsonIn(request), token: bearerToken(request.authorization) ?? undefined };
      return relayed(await controlPlane.tell('client/registration', message));
    },
    readClient: management('client/registration/get'),
    deleteClient: management('client/registration/delete'),
    replaceClient: async (request) => {
      const held = bearerToken(request.authorization);
      if (held === null) return registrationTokenMissing();
      const message = { clientId: request.clientId, token: held, json: await jsonIn(request) };
      return relayed(await controlPlane.tell('client/registration/update', message));
    },
    queryGrant: grant('QUERY'),
    revokeGrant: grant('REVOKE'),
    discovery: () => documents.discovery(),
    jwks: () => documents.jwks(),
  };
}

async function jsonIn(request: RegistrationRequest): Promise<string> {
  const text = decodeUtf8(await request.body());
  if (text === null) throw unreadable();
  return text;
}
