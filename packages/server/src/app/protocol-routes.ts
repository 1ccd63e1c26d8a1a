/** Mounts the engine's endpoints: bytes in, replies out. Never decides anything the protocol has a word for. */

import type {
  BackChannelRequest,
  ClientConfigurationRequest,
  Engine,
  GrantManagementRequest,
} from '@grantor/engine';
import { endpoints } from '@grantor/engine/surface';
import { errorReply, type Reply } from '@grantor/protocol';
import type { ProgramEndpoints } from '../facade/endpoints.ts';
import type { Exchange, Handler } from '../http/exchange.ts';
import { methodNotAllowed } from '../http/refuse.ts';
import { idIn, type Route } from '../http/routes.ts';
import { sendReply } from '../http/send.ts';
import type { Site } from '../site/site.ts';
import { noBody, replyHandler, requestHead } from './engine-request.ts';

type Endpoint = (typeof endpoints)[keyof typeof endpoints];

type Call<Of> = (engine: Of, request: BackChannelRequest) => Promise<Reply>;
type Calls<Of> = readonly (readonly [Endpoint, Call<Of>])[];

const programCalls: Calls<ProgramEndpoints> = [
  [endpoints.token, (engine, request) => engine.token(request)],
  [endpoints.pushedAuthorization, (engine, request) => engine.pushAuthorization(request)],
  [endpoints.deviceAuthorization, (engine, request) => engine.deviceAuthorization(request)],
  [endpoints.introspection, (engine, request) => engine.introspect(request)],
  [endpoints.revocation, (engine, request) => engine.revoke(request)],
  [endpoints.userinfo, (engine, request) => engine.userinfo(request)],
];

const ownCalls: Calls<Engine> = [
  [endpoints.backchannelAuthentication, (engine, request) => engine.backchannelAuthentication(request)],
  [endpoints.tokeninfo, (engine, request) => engine.tokeninfo(request)],
];

/** One that clients post to. */
export const programRoute = (
  paths: readonly string[],
  call: (request: BackChannelRequest) => Promise<Reply>,
): Route => ({
  paths,
  post: replyHandler(async (exchange) => call({ ...requestHead(exchange), body: await exchange.body() })),
  ...{ safe: 'acts', crossOrigin: 'client', audience: 'api' },
});

const clientHandler = <Of>(engine: Of, call: Call<Of>): Handler =>
  replyHandler(async (exchange) => {
    const body = exchange.method === 'POST' ? await exchange.body() : noBody;
    return call(engine, { ...requestHead(exchange), body });
  });

/** Registration reads the body itself, after it has asked who sends it (clients.md §2). */
const registrationHandler = (engine: ProgramEndpoints): Handler =>
  replyHandler((exchange) => engine.register({ ...requestHead(exchange), body: exchange.body }));

type ManagementCall = (request: ClientConfigurationRequest) => Promise<Reply>;

/** RFC 7592 §2: the path names the client. */
const managementHandler = (paths: readonly string[], call: ManagementCall): Handler =>
  replyHandler((exchange) =>
    call({ ...requestHead(exchange), body: exchange.body, clientId: namedIn(exchange, paths) }),
  );

/** What stands for `{id}`. */
export const namedIn = ({ path }: Exchange, paths: readonly string[]): string =>
  paths.map((pattern) => idIn(path, pattern)).find((id) => id !== null) ?? '';

/** Grant Management §6.1: the path names the grant. */
function grantRoute(engine: ProgramEndpoints, paths: readonly string[]): Route {
  const handler = (call: (request: GrantManagementRequest) => Promise<Reply>): Handler =>
    replyHandler((exchange) =>
      call({ ...requestHead(exchange), body: noBody, grantId: namedIn(exchange, paths) }),
    );
  return {
    paths,
    get: handler((request) => engine.queryGrant(request)),
    delete: handler((request) => engine.revokeGrant(request)),
    ...{ safe: 'safe', crossOrigin: 'client', audience: 'api' },
  };
}

function registrationRoutes(engine: ProgramEndpoints, pathsOf: PathsOf) {
  const managed = pathsOf(endpoints.clientConfiguration);
  const client = { safe: 'acts', crossOrigin: 'client', audience: 'api' } as const;
  return [
    { paths: pathsOf(endpoints.registration), post: registrationHandler(engine), ...client },
    {
      paths: managed,
      get: managementHandler(managed, (request) => engine.readClient(request)),
      put: managementHandler(managed, (request) => engine.replaceClient(request)),
      delete: managementHandler(managed, (request) => engine.deleteClient(request)),
      ...client,
    },
  ] satisfies readonly Route[];
}

export type PathsOf = (endpoint: Endpoint) => readonly string[];

/** Where an endpoint is mounted. */
export const mounted =
  (aliases: Site['aliases']): PathsOf =>
  ({ path, aliases: others }) =>
    aliases === 'served' ? [path, ...others] : [path];

/** A document that anybody may read. */
export const documentRoute = (paths: readonly string[], read: () => Promise<Reply>): Route => ({
  paths,
  get: async () => sendReply(await read()),
  ...{ safe: 'safe', crossOrigin: 'public', audience: 'api' },
});

type Placed = { readonly issuer: string } & Pick<Site, 'aliases'>;

const callRoutes = <Of>(engine: Of, calls: Calls<Of>, pathsOf: PathsOf): readonly Route[] =>
  calls.map(([endpoint, call]) => {
    const handler = clientHandler(engine, call);
    const methods: readonly string[] = endpoint.methods;
    return {
      paths: pathsOf(endpoint),
      ...(methods.includes('GET') ? { get: handler } : {}),
      ...(methods.includes('POST') ? { post: handler } : {}),
      safe: 'safe',
      crossOrigin: 'client',
      audience: 'api',
    };
  });

/** The routes of every endpoint of ours that programs call. */
export function protocolRoutes(
  engine: Engine,
  { backchannel, ...placed }: Placed & Pick<Site, 'backchannel'>,
): readonly Route[] {
  const served = ownCalls.filter(
    ([endpoint]) => endpoint !== endpoints.backchannelAuthentication || backchannel === 'served',
  );
  return [...programRoutes(engine, placed), ...callRoutes(engine, served, mounted(placed.aliases))];
}

/** The routes that every engine has for programs. */
export function programRoutes(engine: ProgramEndpoints, { issuer, aliases }: Placed): readonly Route[] {
  const pathsOf = mounted(aliases);
  return [
    ...callRoutes(engine, programCalls, pathsOf),
    ...registrationRoutes(engine, pathsOf),
    grantRoute(engine, pathsOf(endpoints.grants)),
    documentRoute(pathsOf(endpoints.jwks), () => engine.jwks()),
    documentRoute(metadataPaths(issuer), () => engine.discovery()),
  ];
}

/** Both documents, and their other places when the issuer has a path (RFC 8414 §3.1, protocol.md DI-2). */
function metadataPaths(issuer: string): readonly string[] {
  const { openidConfiguration, authorizationServerMetadata } = endpoints;
  const inserted = [openidConfiguration.path, authorizationServerMetadata.path].flatMap((path) =>
    insertedPaths(path, issuer),
  );
  const { pathname } = new URL(issuer);
  return pathname === '/' ? inserted : [...inserted, `${pathname}${openidConfiguration.path}`];
}

/** Where an issuer with a path is asked about (RFC 8414 §3.1, OpenID4VCI §12.2.2, RFC 8615). */
export function insertedPaths(path: string, issuer: string): readonly string[] {
  const below = new URL(issuer).pathname;
  return below === '/' ? [path] : [path, `${path}${below}`];
}

/** 405 in the form programs read. */
export const methodRefused: Handler = () => sendReply(errorReply(methodNotAllowed()));
