import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { text } from 'node:stream/consumers';
import { SignJWT } from 'jose';
import { type Answer, describeAnswer, parseObject } from '../wire/answer.ts';
import type { ClientKey } from '../wire/client-assertion.ts';
import { randomText } from '../wire/parameters.ts';
import type { Issuer } from './issuer.ts';
import type { ServiceSettings } from './service-settings.ts';

// What a case can say to a protected service, and the tokens it can say it with.

/** In the answer of every service that a target starts: the request went through. */
export const REACHED = 'the-service-was-reached';

export interface Request {
  readonly method?: string;
  /** Presented as Bearer. */
  readonly token?: string;
  /** Beside the token, in this order; names may repeat, and `host` takes the place of the right one. */
  readonly headers?: readonly (readonly [string, string])[];
  readonly query?: string;
  readonly body?: string;
  /** Instead of the address of the service. */
  readonly url?: string;
  /** Sent as it stands, whatever a URL would make of it. */
  readonly target?: string;
}

/** What is different from a token that every rule is content with. */
export interface TokenWish {
  /** undefined leaves a claim out. */
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly key?: ClientKey;
}

/** An answer, and whether the service puts REACHED into what it answers itself. */
export type ServiceAnswer = Answer & { readonly isMarked: boolean };

export const seconds = (): number => Math.floor(Date.now() / 1000);

function present(members: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

async function exchange(url: URL, request: Request, headers: string[]): Promise<Answer> {
  const { method = 'GET', body, target = url.pathname + url.search } = request;
  const open = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const hosts = headers.some((name, at) => at % 2 === 0 && name === 'host') ? [] : ['host', url.host];
  const sent = open(url, { method, path: target, headers: [...hosts, ...headers], agent: false });
  sent.end(body);
  const [response] = await once(sent, 'response');
  const content = await text(response);
  const received = new Headers();
  for (let at = 0; at < response.rawHeaders.length; at += 2)
    received.append(response.rawHeaders[at], response.rawHeaders[at + 1]);
  return { status: response.statusCode, headers: received, text: content, json: parseObject(content) };
}

export class Service {
  readonly settings: ServiceSettings;
  /** The exact public URL: what `aud` must say. */
  readonly url: string;
  readonly issuer: Issuer;

  constructor(settings: ServiceSettings, url: string, issuer: Issuer) {
    this.settings = settings;
    this.url = url;
    this.issuer = issuer;
  }

  /** An access token of the issuer of this service, good for five minutes unless told otherwise. */
  token({ claims = {}, header = {}, key = this.issuer.key }: TokenWish = {}): Promise<string> {
    const now = seconds();
    const { scopes } = this.settings;
    const right = {
      iss: this.issuer.name,
      aud: this.url,
      sub: 'person-1',
      client_id: 'client-1',
      jti: randomText(12),
      iat: now,
      exp: now + 300,
      ...(scopes.length === 0 ? {} : { scope: scopes.join(' ') }),
    };
    const protectedHeader = present({ alg: key.alg, kid: key.kid, typ: 'at+jwt', ...header });
    return new SignJWT(present({ ...right, ...claims }))
      .setProtectedHeader({ ...protectedHeader, alg: key.alg })
      .sign(key.privateKey);
  }

  /** Sends one request, header by header, and reads the whole answer. */
  async ask(request: Request = {}): Promise<ServiceAnswer> {
    const { token, headers = [], query, body } = request;
    const url = new URL(request.url ?? this.url);
    if (query !== undefined) url.search = query;
    const presented: readonly (readonly [string, string])[] =
      token === undefined ? headers : [['authorization', `Bearer ${token}`], ...headers];
    const length = body === undefined ? [] : ['content-length', String(Buffer.byteLength(body))];
    const answer = await exchange(url, request, [...presented.flat(), ...length]);
    return { ...answer, isMarked: this.settings.isMarked };
  }

  /** Presents a token that differs so from a good one. */
  async present(wish: TokenWish = {}, request: Request = {}): Promise<ServiceAnswer> {
    return this.ask({ ...request, token: await this.token(wish) });
  }
}

export class ProtectedConversation {
  readonly #services: ReadonlyMap<string, Service>;

  constructor(services: ReadonlyMap<string, Service>) {
    this.#services = services;
  }

  service(name = 'plain'): Service {
    const service = this.#services.get(name);
    assert.ok(service, `no service ${name}`);
    return service;
  }
}

/**
 * Asserts that the request went through to the service. A service that was not started by the suite may answer
 * what it likes (an MCP server has reasons for 400, 405 and 406), but not as its guard does.
 */
export function expectServed(answer: ServiceAnswer): void {
  const { status, headers, json, text: content, isMarked } = answer;
  const isGuards = headers.has('www-authenticate') || typeof json['error'] === 'string';
  const isRefused = [401, 403].includes(status) || status >= 500 || (status === 400 && isGuards);
  const isServed = isMarked ? content.includes(REACHED) : !isRefused;
  assert.ok(isServed, `expected to be served, got ${describeAnswer(answer)}`);
}

/** Asserts that the request did not go through, and how that is told. */
export function expectRefused(answer: Answer, status: number, code?: string): void {
  assert.ok(!answer.text.includes(REACHED), 'the service was reached');
  const met = answer.status === status && (code === undefined || answer.json['error'] === code);
  assert.ok(met, `expected ${status} ${code ?? ''}, got ${describeAnswer(answer)}`);
}

/** Asserts the refusal of a token: 401 with the challenge that SDK clients read. */
export function expectInvalidToken(answer: Answer): void {
  expectRefused(answer, 401, 'invalid_token');
  assert.match(challengeOf(answer), /^Bearer .*error="invalid_token"/);
}

/** The challenges of an answer, as they stand; empty: there are none. */
export const challengeOf = ({ headers }: Answer): string => headers.get('www-authenticate') ?? '';

/** The address of the metadata in a challenge; empty: there is none. */
export const metadataUrlOf = (answer: Answer): string =>
  /resource_metadata="([^"]+)"/.exec(challengeOf(answer))?.[1] ?? '';
