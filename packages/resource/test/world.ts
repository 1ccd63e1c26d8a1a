/** A guard with a clock that stands still, an issuer that is a table of answers, and a log that is a list. */

import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { type Epoch, epoch, type Reply, type SignatureAlgorithmName } from '@grantor/protocol';
import { SignJWT } from 'jose';
import {
  type Access,
  createDiscovery,
  type Guard,
  type GuardRequest,
  guardWith,
  type IssuerOptions,
  type LogEntry,
  type Need,
  type OutboundAnswer,
  type OutboundRequest,
  type Ports,
  type ResolvedOptions,
} from '../src/index.ts';

export const start = epoch(1_800_000_000);
export const issuer = 'https://as.example';
export const resource = 'https://api.example/mcp';
export const meta = 'https://api.example/.well-known/oauth-protected-resource/mcp';
export const jwksUri = `${issuer}/jwks`;
export const discoveryUrl = `${issuer}/.well-known/oauth-authorization-server`;

export type TestKey = {
  readonly kid: string | null;
  readonly alg: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly jwk: Readonly<Record<string, unknown>>;
};

const curves: Readonly<Record<string, string>> = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' };

export function testKey(kid: string | null, alg: SignatureAlgorithmName = 'ES256'): TestKey {
  const namedCurve = curves[alg];
  const pair =
    namedCurve !== undefined
      ? generateKeyPairSync('ec', { namedCurve })
      : alg.startsWith('Ed')
        ? generateKeyPairSync('ed25519')
        : generateKeyPairSync('rsa', { modulusLength: 2048 });
  const members = pair.publicKey.export({ format: 'jwk' });
  return { kid, alg, ...pair, jwk: { ...members, ...(kid === null ? {} : { kid }), use: 'sig', alg } };
}

/** The key every issuer here signs with unless a test says otherwise. */
export const firstKey = testKey('first');

export const goodClaims = {
  iss: issuer,
  sub: 'u1',
  aud: resource,
  exp: start + 3600,
  iat: start,
  jti: 'j1',
  client_id: 'c1',
  scope: 'files:read',
};

export type TokenChange = {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly key?: TestKey;
};

/** A token as the issuer would sign it, but for the changes; a member set to undefined is left out. */
export function signToken({ claims = {}, header = {}, key = firstKey }: TokenChange = {}): Promise<string> {
  const named = key.kid === null ? {} : { kid: key.kid };
  return new SignJWT({ ...goodClaims, ...claims })
    .setProtectedHeader({ alg: key.alg, typ: 'at+jwt', ...named, ...header })
    .sign(key.privateKey);
}

export const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

export type Served = {
  readonly status?: number;
  readonly json?: unknown;
  readonly body?: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
};

type Answerer = (request: OutboundRequest) => Served | Promise<Served>;

export const issuerDocument = { issuer, jwks_uri: jwksUri };

export type World = {
  now: Epoch;
  /** URL → answer; everything else is 404. */
  readonly served: Map<string, Served | Answerer>;
  readonly requests: OutboundRequest[];
  readonly log: LogEntry[];
  readonly ports: Ports;
  /** How often a URL was asked. */
  asked(url: string): number;
};

export function createWorld(): World {
  const world: World = {
    now: start,
    served: new Map<string, Served | Answerer>([
      [discoveryUrl, { json: issuerDocument }],
      [jwksUri, { json: { keys: [firstKey.jwk] } }],
    ]),
    requests: [],
    log: [],
    asked: (url) => world.requests.filter((request) => request.url === url).length,
    ports: {
      clock: () => world.now,
      random: (bytes) => new Uint8Array(bytes).fill(7),
      log: (entry) => void world.log.push(entry),
      async fetch(request) {
        world.requests.push(request);
        const served = world.served.get(request.url) ?? { status: 404 };
        return answerOf(typeof served === 'function' ? await served(request) : served);
      },
    },
  };
  return world;
}

function answerOf({ status = 200, json, body, headers = {} }: Served): OutboundAnswer {
  return {
    status,
    header: (name) => headers[name] ?? null,
    body: Buffer.from(body ?? (json === undefined ? '' : JSON.stringify(json))),
  };
}

export const down = (): never => {
  throw new Error('connection refused');
};

export const plainIssuer: IssuerOptions = {
  issuer,
  audience: { kind: 'resource' },
  jwksUri: null,
  algorithms: ['ES256', 'RS256', 'PS256', 'EdDSA'],
  tokenType: 'any',
  userClaim: 'sub',
  trustEmail: 'if_verified',
  introspect: null,
  introspection: null,
};

export const optionsIn = (world: World, changes: Partial<ResolvedOptions> = {}): ResolvedOptions => ({
  resource,
  issuers: [plainIssuer],
  localTokens: null,
  scopes: ['files:read'],
  scopesSupported: null,
  implies: new Map(),
  clockSkew: 60,
  dpop: null,
  certificate: null,
  resolveUser: null,
  metadata: { name: null, documentation: null, policy: null, terms: null, url: null, root: 'served' },
  cors: 'off',
  public: [],
  discovery: createDiscovery(world.ports),
  ports: world.ports,
  ...changes,
});

export const guardIn = (world: World, changes: Partial<ResolvedOptions> = {}): Guard =>
  guardWith(optionsIn(world, changes));

export type RequestChange = Partial<Omit<GuardRequest, 'header'>> & {
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
};

export function requestOf({ headers = {}, ...rest }: RequestChange = {}): GuardRequest {
  return {
    method: 'GET',
    url: '/mcp',
    header: (name) => [headers[name] ?? []].flat(),
    certificate: null,
    peer: '192.0.2.1',
    ...rest,
  };
}

export const withToken = (token: string, scheme = 'Bearer'): GuardRequest =>
  requestOf({ headers: { authorization: `${scheme} ${token}` } });

/** The access; fails the test when the request is denied. */
export async function admitted(guard: Guard, request: GuardRequest, need?: Need): Promise<Access> {
  const result = await guard.check(request, need);
  if (result.kind === 'denied') throw new Error(`denied: ${JSON.stringify(result.reply)}`);
  if (result.access === null) throw new Error('nobody was asked for a token');
  return result.access;
}

/** The reply; fails the test when the request is allowed. */
export async function denied(guard: Guard, request: GuardRequest, need?: Need): Promise<Reply> {
  const result = await guard.check(request, need);
  if (result.kind === 'allowed') throw new Error('allowed');
  return result.reply;
}
