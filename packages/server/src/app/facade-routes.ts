/** Mounts what a server over somebody else's engine answers; every other path is not there (federation-vci-authlete.md ATL-7). */

import type { BackChannelRequest } from '@grantor/engine';
import { endpoints } from '@grantor/engine/surface';
import type { Reply } from '@grantor/protocol';
import { authorize, decide } from '../facade/authorization.ts';
import { askPerson, type RequestsWorld } from '../facade/backchannel.ts';
import { answerDevice, showDevicePage } from '../facade/device.ts';
import type { ProgramEndpoints } from '../facade/endpoints.ts';
import type { FurtherEndpoints } from '../facade/further-endpoints.ts';
import { limitedFailures } from '../facade/limits.ts';
import { askToSignOut, signOut, signOutPath, takeSignOutRequest } from '../facade/logout.ts';
import { decideRequest, showRequest } from '../facade/requests.ts';
import { type ServedHere, servedMetadata } from '../facade/served-metadata.ts';
import type { AuthorizationWorld } from '../facade/visitor.ts';
import { unservedDocuments } from '../http/refuse.ts';
import { type Route, type RouteTable, routeTable } from '../http/routes.ts';
import { decisionPath, onePagePath, requestsPath } from '../pages/everywhere.ts';
import { assetRoutes } from './asset-routes.ts';
import { noBody, replyHandler, requestHead } from './engine-request.ts';
import { serviceHealthRoutes } from './health.ts';
import {
  documentRoute,
  insertedPaths,
  mounted,
  namedIn,
  type PathsOf,
  programRoute,
  programRoutes,
} from './protocol-routes.ts';
import { type App, type ServedRoutes, serveRoutes } from './serve-routes.ts';

export type FacadeApp = Omit<
  ServedRoutes,
  'find' | 'onDenied' | 'baseUrl' | 'pages' | 'requests' | 'tracing'
> & {
  readonly authorization: AuthorizationWorld;
  readonly endpoints: ProgramEndpoints;
  readonly further: FurtherEndpoints;
  /** null: nobody is asked by clients that name them. */
  readonly requests: Pick<RequestsWorld, 'keys' | 'notifyUrl' | 'tell'> | null;
  /** Whether endpoints answer at their other paths, too. */
  readonly aliases: 'served' | 'refused';
};

export function createFacadeApp(app: FacadeApp): App {
  const { authorization, endpoints: programs, further, requests, aliases, ...served } = app;
  const { baseUrl, pages } = authorization;
  const here: ServedHere = { baseUrl, serves: (path) => isThere(table, path) };
  const table = routeTable([
    ...programRoutes(
      { ...programs, discovery: async () => servedMetadata(await programs.discovery(), here) },
      { issuer: baseUrl, aliases },
    ),
    ...furtherRoutes(further, mounted(aliases), here),
    ...pageRoutes(authorization, aliases),
    ...(requests === null ? [] : requestRoutes({ ...authorization, ...requests }, mounted(aliases))),
    ...serviceHealthRoutes({ isOurs: authorization.documents.isOurs, isDraining: served.isDraining }),
    ...assetRoutes(pages.assets),
    unservedDocuments,
  ]);
  return serveRoutes({
    ...{ ...served, baseUrl, pages, requests: null, tracing: null },
    find: (path) => table.get(path),
    onDenied: () => {}, // the line of the request in the log says so
  });
}

/** Of grants the address is named without the id that is put behind it (Grant Management §7.1). */
const isThere = (table: RouteTable, path: string): boolean =>
  table.get(path) !== undefined || table.get(`${path}/id`) !== undefined;

function furtherRoutes(further: FurtherEndpoints, pathsOf: PathsOf, here: ServedHere): readonly Route[] {
  const below = (paths: readonly string[]) => paths.flatMap((path) => insertedPaths(path, here.baseUrl));
  const named = (endpoint: Parameters<PathsOf>[0], read: (id: string) => Promise<Reply>): Route => {
    const paths = pathsOf(endpoint);
    return {
      paths,
      get: replyHandler((exchange) => read(namedIn(exchange, paths))),
      ...{ safe: 'safe', crossOrigin: 'public', audience: 'api' },
    };
  };
  const client = { safe: 'acts', crossOrigin: 'client', audience: 'api' } as const;
  const bodiless = (endpoint: Parameters<PathsOf>[0], call: FurtherEndpoints['credentialNonce']): Route => ({
    paths: pathsOf(endpoint),
    post: replyHandler((exchange) => call({ ...requestHead(exchange), body: noBody })),
    ...client,
  });
  return [
    documentRoute(pathsOf(endpoints.entityConfiguration), further.entityConfiguration),
    documentRoute(below(pathsOf(endpoints.credentialIssuer)), async () =>
      servedMetadata(await further.issuerMetadata(), here),
    ),
    documentRoute(below(pathsOf(endpoints.credentialIssuerKeys)), further.issuerKeys),
    documentRoute(pathsOf(endpoints.credentialKeys), further.credentialKeys),
    named(endpoints.credentialOffer, further.offer),
    named(endpoints.credentialType, further.credentialType),
    named(endpoints.statusList, further.statusList),
    {
      paths: pathsOf(endpoints.federationRegistration),
      post: replyHandler((exchange) =>
        further.registerEntity({ ...requestHead(exchange), body: exchange.body }),
      ),
      ...client,
    },
    programRoute(pathsOf(endpoints.credential), further.credential),
    programRoute(pathsOf(endpoints.deferredCredential), further.deferredCredential),
    programRoute(pathsOf(endpoints.credentialNotification), further.notification),
    bodiless(endpoints.credentialNonce, further.credentialNonce),
    bodiless(endpoints.attestationChallenge, further.attestationChallenge),
  ];
}

function requestRoutes(world: RequestsWorld, pathsOf: PathsOf): readonly Route[] {
  const ask = limitedFailures(world.limits, 'token', (request: BackChannelRequest) =>
    askPerson(request, world),
  );
  return [
    programRoute(pathsOf(endpoints.backchannelAuthentication), ask),
    {
      paths: [requestsPath],
      get: (exchange) => showRequest(exchange, world),
      post: (exchange) => decideRequest(exchange, world),
      ...{ safe: 'safe', crossOrigin: 'none', audience: 'page' },
    },
  ];
}

function pageRoutes(world: AuthorizationWorld, aliases: FacadeApp['aliases']): readonly Route[] {
  const page = { safe: 'acts', crossOrigin: 'none', audience: 'page' } as const;
  const read = { safe: 'safe', crossOrigin: 'none', audience: 'page' } as const;
  const pathsOf = mounted(aliases);
  const ask = (exchange: Parameters<typeof authorize>[0]) => authorize(exchange, world);
  const leave = async (exchange: Parameters<typeof authorize>[0]) => askToSignOut(exchange, world);
  return [
    { paths: [...pathsOf(endpoints.authorization), onePagePath], get: ask, post: ask, ...page },
    { paths: [decisionPath], post: (exchange) => decide(exchange, world), ...page },
    { paths: pathsOf(endpoints.device), get: (exchange) => showDevicePage(exchange, world), ...read },
    {
      paths: pathsOf(endpoints.deviceVerification),
      post: (exchange) => answerDevice(exchange, world),
      ...page,
    },
    { paths: pathsOf(endpoints.endSession), get: leave, post: takeSignOutRequest, ...page },
    { paths: [signOutPath], get: leave, post: (exchange) => signOut(exchange, world), ...page },
  ];
}
