/**
 * Serves clients that look for the authorization server at the origin of the resource (resource.md §7).
 * Passes on what arrives; never decides by a request where it goes.
 */

import {
  type ClientAddressReader,
  createRefillingLimit,
  createRefillingTable,
  decodeUtf8,
  errorReply,
  limitKey,
  OAuthError,
  type Reply,
} from '@grantor/protocol';
import type { Discovery, IssuerDocument } from '../issuer/discovery.ts';
import { messageOf } from '../ports/error-message.ts';
import type { Ports } from '../ports/ports.ts';
import { preflightReply, readableByScripts } from '../request/cors.ts';
import type { GuardRequest } from '../request/guard-request.ts';
import type { ReadBody } from '../request/read-body.ts';
import { parseTarget } from '../request/request-target.ts';
import { forward } from './forward.ts';

export type RelaySettings = {
  /** The one issuer that is relayed to; its endpoints are read from its own document, hourly. */
  readonly issuer: string;
  readonly discovery: Discovery;
  readonly readAddress: ClientAddressReader;
  /** Requests per address and minute; 0: no limit. */
  readonly rates: { readonly authorize: number; readonly token: number; readonly register: number };
};

/** The answer where the path is one of the relay's, else undefined. Never rejects. */
export type Relay = (request: GuardRequest, readBody: ReadBody) => Promise<Reply> | undefined;

type Call = { readonly request: GuardRequest; readonly readBody: ReadBody; readonly issuer: IssuerDocument };

type Route = {
  readonly methods: readonly string[];
  readonly limit: keyof RelaySettings['rates'] | null;
  answer(call: Call, ports: Ports): Reply | Promise<Reply>;
};

const reading = ['GET', 'HEAD'];

const routes: ReadonlyMap<string, Route> = new Map<string, Route>([
  ['/authorize', { methods: reading, limit: 'authorize', answer: redirect }],
  ['/token', { methods: ['POST'], limit: 'token', answer: forwardToken }],
  ['/register', { methods: ['POST'], limit: 'register', answer: forwardRegistration }],
  ['/.well-known/oauth-authorization-server', { methods: reading, limit: null, answer: mirror }],
]);

export function createRelay(settings: RelaySettings, ports: Ports): Relay {
  const { discovery, issuer } = settings;
  const charge = createCharge(settings, ports);
  const answer = async (route: Route, request: GuardRequest, readBody: ReadBody): Promise<Reply> => {
    const methods = ['OPTIONS', ...route.methods];
    if (request.method === 'OPTIONS') return preflightReply(request, methods);
    if (!route.methods.includes(request.method)) {
      const refused = new OAuthError('method_not_allowed', 'The method is not allowed here.');
      return errorReply(refused, { allow: methods.join(', ') }); // RFC 9110 §15.5.6
    }
    if (route.limit !== null) charge(route.limit, request);
    return route.answer({ request, readBody, issuer: await discovery(issuer) }, ports);
  };
  const failed = (error: unknown): Reply => {
    if (error instanceof OAuthError) return errorReply(error);
    ports.log({ level: 'warn', message: 'the relay has no answer', reason: messageOf(error) });
    return errorReply(new OAuthError('bad_gateway', 'The authorization server cannot be reached.'));
  };
  return (request, readBody) => {
    const route = routes.get(parseTarget(request.url).path);
    return route && answer(route, request, readBody).catch(failed).then(readableByScripts);
  };
}

/** Throws `rate_limit_exceeded` when the address has spent its minute. */
function createCharge({ rates, readAddress }: RelaySettings, { clock }: Ports) {
  const world = { table: createRefillingTable(), now: () => clock() * 1000 };
  const limits = {
    authorize: createRefillingLimit('authorize', rates.authorize, world),
    token: createRefillingLimit('token', rates.token, world),
    register: createRefillingLimit('register', rates.register, world),
  };
  return (limit: keyof typeof limits, request: GuardRequest): void => {
    const hops = request.header('x-forwarded-for');
    // Callers whose address the platform does not tell count as one
    const { address } = readAddress(request.peer ?? '', hops.length === 0 ? null : hops.join(','));
    const charge = limits[limit].charge(limitKey(address));
    if (charge.allowed) return;
    const { retryAfter } = charge;
    throw new OAuthError('rate_limit_exceeded', 'Too many requests from this address.', { retryAfter });
  };
}

/** The browser goes on to the issuer with its query as it came; a query of the endpoint's own stays. */
function redirect({ request, issuer }: Call): Reply {
  const endpoint = usable(issuer.authorizationEndpoint);
  const { query } = parseTarget(request.url);
  if (!visible.test(query)) throw new OAuthError('invalid_request', 'The query is not correctly encoded.');
  const location = query === '' ? endpoint : `${endpoint}${endpoint.includes('?') ? '&' : '?'}${query}`;
  return { ...plain, status: 302, headers: { location, 'cache-control': 'no-store' } };
}

function mirror({ issuer }: Call): Reply {
  const body = issuer.body === null ? null : decodeUtf8(issuer.body);
  if (body === null) throw new OAuthError('not_found', 'The authorization server has no such document.');
  const headers = { 'content-type': 'application/json', 'cache-control': 'public, max-age=300' };
  return { ...plain, headers, body };
}

function forwardToken(call: Call, ports: Ports): Promise<Reply> {
  return forward(usable(call.issuer.tokenEndpoint), call, ports);
}

function forwardRegistration(call: Call, ports: Ports): Promise<Reply> {
  const { registrationEndpoint: endpoint } = call.issuer;
  if (endpoint === null) throw new OAuthError('not_found', 'The authorization server registers no clients.');
  return forward(usable(endpoint), call, ports);
}

const plain = { status: 200, headers: {}, body: null, note: { error: null, clientId: null } } as const;

const visible = /^[\x21-\x7e]*$/;

/** The endpoint, if the issuer's document has one that a browser and credentials may be sent to. */
function usable(endpoint: string | null): string {
  if (endpoint !== null && visible.test(endpoint) && !endpoint.includes('#')) return endpoint;
  throw new Error('the document of the issuer names no usable endpoint');
}
