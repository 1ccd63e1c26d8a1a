/**
 * Owns which paths exist and which methods they take. A path answers exactly, case-sensitively, and says
 * 405 with `Allow` to every other method (protocol.md G-1, G-2).
 */

import type { OAuthError } from '@grantor/protocol';
import { unlessKnown } from './conditional.ts';
import { type CorsSettings, type CrossOrigin, corsHeaders, preflight } from './cors.ts';
import type { Exchange, Handler } from './exchange.ts';
import { headOf, type Outgoing, withHeaders } from './message.ts';

export type Route = {
  readonly paths: readonly string[];
  readonly get?: Handler;
  readonly post?: Handler;
  readonly put?: Handler;
  readonly patch?: Handler;
  readonly delete?: Handler;
  /** Takes every method there is. */
  readonly any?: Handler;
  /** Whether GET changes nothing, so that HEAD may be answered too. */
  readonly safe: 'safe' | 'acts';
  readonly crossOrigin: CrossOrigin;
  /** `page`: a person is looking; `api`: a program is. */
  readonly audience: 'page' | 'api';
  /** Says an error in a form of its own; absent: as the audience has it. */
  readonly refuse?: (exchange: Exchange, error: OAuthError) => Outgoing;
};

export type RouteTable = {
  /** The route of this path: an exact one, else the pattern it fits. */
  get(path: string): Route | undefined;
};

/** A path is exact, or a pattern with `{id}` segments or `{rest}` at its end; a pattern never hides an exact path. */
export function routeTable(routes: readonly Route[]): RouteTable {
  const table = new Map<string, Route>();
  for (const route of routes) {
    for (const path of route.paths) {
      if (table.has(path)) throw new Error(`two routes for ${path}`);
      table.set(path, route);
    }
  }
  const patterns = [...table].filter(([path]) => path.includes(idSegment) || path.endsWith(restSegment));
  return {
    get: (path) => table.get(path) ?? patterns.find(([pattern]) => fits(path, pattern))?.[1],
  };
}

/** Routes whose code is loaded with the first request for one of these paths, or for one below them. */
export type RoutesOnDemand = {
  readonly at: readonly string[];
  load(): Promise<readonly Route[]>;
};

/** The route of a path among them; undefined at once for every other path. */
export function routesOnDemand({ at, load }: RoutesOnDemand) {
  let table: Promise<RouteTable> | null = null;
  return (path: string): Promise<Route | undefined> | undefined => {
    if (!at.some((place) => path === place || path.startsWith(`${place}/`))) return undefined;
    table ??= load().then(routeTable);
    return table.then((loaded) => loaded.get(path));
  };
}

const idSegment = '{id}';
const restSegment = '{rest}';
/** As long as what stands for an id that is an address. */
const idShape = /^[A-Za-z0-9_-]{1,400}$/;

const fits = (path: string, pattern: string): boolean =>
  pattern.endsWith(restSegment)
    ? path.startsWith(pattern.slice(0, -restSegment.length))
    : idIn(path, pattern) !== null;

/** The path as the route has it: `{id}` says what anybody may have put there (operations.md D-4). */
export const patternOf = ({ paths }: Route, path: string): string =>
  paths.includes(path) ? path : (paths.find((pattern) => fits(path, pattern)) ?? path);

/** What stands in the place of `{id}`, of several with a slash between them; null where the path does not fit the pattern. */
export function idIn(path: string, pattern: string): string | null {
  const wanted = pattern.split('/');
  const given = path.split('/');
  if (given.length !== wanted.length) return null;
  const ids = given.filter((_, index) => wanted[index] === idSegment);
  const isAlike = given.every((part, index) => wanted[index] === idSegment || wanted[index] === part);
  return isAlike && ids.every((id) => idShape.test(id)) ? ids.join('/') : null;
}

/** The methods a route may have a handler for, in the order `Allow` lists them. */
const methodHandlers = [
  ['GET', ({ get }) => get],
  ['HEAD', ({ get, safe }) => (safe === 'safe' ? get : undefined)],
  ['POST', ({ post }) => post],
  ['PUT', ({ put }) => put],
  ['PATCH', ({ patch }) => patch],
  ['DELETE', (route) => route.delete],
] as const satisfies readonly (readonly [string, (route: Route) => Handler | undefined])[];

const handlerOf: ReadonlyMap<string, (route: Route) => Handler | undefined> = new Map(methodHandlers);

const allowedMethods = (route: Route): readonly string[] =>
  methodHandlers.flatMap(([method, handler]) => (handler(route) === undefined ? [] : [method]));

/** Runs the handler of the route, or answers 405; adds what browsers of other origins need. */
export async function dispatch(
  exchange: Exchange,
  route: Route,
  world: { cors: CorsSettings; methodRefused: Handler },
): Promise<Outgoing> {
  if (exchange.method === 'OPTIONS' && route.crossOrigin !== 'none')
    return preflight(exchange, allowedMethods(route), { kind: route.crossOrigin, settings: world.cors });
  const handler = handlerFor(exchange, route);
  const cors = corsHeaders(exchange, route.crossOrigin, world.cors);
  if (handler === undefined) {
    const refused = await world.methodRefused(exchange);
    return withHeaders(refused, { ...cors, allow: allowedMethods(route).join(', ') });
  }
  const answer = withHeaders(unlessKnown(exchange, await handler(exchange)), cors);
  return exchange.method === 'HEAD' ? headOf(answer) : answer;
}

const handlerFor = ({ method }: Exchange, route: Route): Handler | undefined =>
  route.any ?? handlerOf.get(method)?.(route);
