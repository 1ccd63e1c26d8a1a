import assert from 'node:assert/strict';
import {
  createLocalJWKSet,
  decodeProtectedHeader,
  type JSONWebKeySet,
  type JWTPayload,
  jwtVerify,
} from 'jose';
import type { FixtureClient, FixtureUser } from '../setup/fixture.ts';
import type { RunningTarget } from '../targets/target.ts';
import { type Answer, expectStatus, send, stringOf } from '../wire/answer.ts';
import { type Authorization, readAuthorization } from '../wire/authorization.ts';
import { Browser } from '../wire/browser.ts';
import { type Presented, present } from '../wire/client-auth.ts';
import { challengeOf, formOf, type Parameters, randomText } from '../wire/parameters.ts';
import { type Purpose, walk } from '../wire/walk.ts';

// Everything a case can say to a target. A conversation holds no state between two cases.

export interface AuthorizationRequest {
  readonly client?: string;
  readonly parameters?: Parameters;
  readonly purpose?: Purpose;
  readonly user?: string;
  readonly browser?: Browser;
  readonly method?: 'GET' | 'POST';
}

export interface VerifiedToken {
  readonly header: Readonly<Record<string, unknown>>;
  readonly payload: JWTPayload;
}

export class Conversation {
  readonly target: RunningTarget;
  readonly metadata: Readonly<Record<string, unknown>>;

  readonly #registered: readonly FixtureClient[];

  constructor(
    target: RunningTarget,
    metadata: Readonly<Record<string, unknown>>,
    registered: readonly FixtureClient[] = [],
  ) {
    this.target = target;
    this.metadata = metadata;
    this.#registered = registered;
  }

  /** The same conversation, in which clients that introduced themselves are known as fixtures are. */
  knowing(...clients: readonly FixtureClient[]): Conversation {
    return new Conversation(this.target, this.metadata, [...this.#registered, ...clients]);
  }

  /** The same conversation, for a client that goes by other metadata than what the server publishes. */
  assuming(changes: Readonly<Record<string, unknown>>): Conversation {
    return new Conversation(this.target, { ...this.metadata, ...changes }, this.#registered);
  }

  get issuer(): string {
    return this.target.issuer;
  }

  endpoint(name: string): string {
    const value = this.metadata[name];
    assert.ok(typeof value === 'string', `metadata has no ${name}`);
    return value;
  }

  client(id: string): FixtureClient {
    const known = [...this.#registered, ...this.target.fixtures.clients];
    const found = known.find((client) => client.client_id === id);
    assert.ok(found, `no client ${id}`);
    return found;
  }

  user(username = 'alice'): FixtureUser {
    const found = this.target.fixtures.users.find((user) => user.username === username);
    assert.ok(found, `no fixture user ${username}`);
    return found;
  }

  browser(): Browser {
    return new Browser(new URL(this.issuer).origin);
  }

  /** The parameters of an ordinary authorization request, with some changed or left out. */
  request(clientId: string, changes: Parameters = {}): { parameters: Parameters; verifier: string } {
    const verifier = randomText();
    const parameters: Parameters = {
      client_id: clientId,
      redirect_uri: this.client(clientId).redirect_uris[0],
      response_type: 'code',
      scope: 'openid',
      state: randomText(12),
      nonce: randomText(12),
      code_challenge: challengeOf(verifier),
      code_challenge_method: 'S256',
      ...changes,
    };
    return { parameters, verifier };
  }

  /** Walks an authorization request to its end: approved by alice unless told otherwise. */
  async authorize(wish: AuthorizationRequest = {}): Promise<Authorization> {
    const { parameters, verifier } = this.request(wish.client ?? 'web', wish.parameters);
    const browser = wish.browser ?? this.browser();
    const endpoint = new URL(this.endpoint('authorization_endpoint'));
    const form = formOf(parameters);
    let first: Awaited<ReturnType<Browser['open']>>;
    if (wish.method === 'POST') {
      first = await browser.post(endpoint, form);
    } else {
      endpoint.search = form.toString();
      first = await browser.open(endpoint, { 'sec-fetch-site': 'cross-site' });
    }
    const { username, password } = this.user(wish.user);
    const walked = await walk(browser, first, { username, password, ...wish.purpose });
    return readAuthorization({ ...walked, parameters, verifier, browser });
  }

  /** Posts a form to an endpoint named in the metadata. */
  post(
    endpoint: string,
    parameters: Parameters,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    return send(this.endpoint(endpoint), {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: formOf(parameters).toString(),
    });
  }

  /** How a fixture client authenticates. */
  present(clientId: string): Promise<Presented> {
    return present(this.client(clientId), this.issuer);
  }

  /** Posts a form as a fixture client that authenticates its own way. */
  async as(clientId: string, endpoint: string, parameters: Parameters): Promise<Answer> {
    const presented = await this.present(clientId);
    return this.post(endpoint, { ...presented.parameters, ...parameters }, presented.headers);
  }

  token(clientId: string, parameters: Parameters): Promise<Answer> {
    return this.as(clientId, 'token_endpoint', parameters);
  }

  /** Redeems the code of an authorization; changes are laid over the right parameters. */
  redeem(authorization: Authorization, changes: Parameters = {}): Promise<Answer> {
    return this.token(String(authorization.parameters['client_id']), this.redemption(authorization, changes));
  }

  redemption(authorization: Authorization, changes: Parameters = {}): Parameters {
    return {
      grant_type: 'authorization_code',
      code: authorization.code(),
      redirect_uri: authorization.parameters['redirect_uri'],
      code_verifier: authorization.verifier,
      ...changes,
    };
  }

  /** The token answer of a whole approved code flow. */
  async tokens(wish: AuthorizationRequest = {}): Promise<Answer> {
    const answer = await this.redeem(await this.authorize(wish));
    expectStatus(answer, 200);
    return answer;
  }

  refresh(clientId: string, refreshToken: string, changes: Parameters = {}): Promise<Answer> {
    return this.token(clientId, { grant_type: 'refresh_token', refresh_token: refreshToken, ...changes });
  }

  userinfo(accessToken: string): Promise<Answer> {
    return send(this.endpoint('userinfo_endpoint'), { headers: { authorization: `Bearer ${accessToken}` } });
  }

  /** Asks the fixed path of the command-line clients about a token, or without one. */
  tokeninfo(accessToken?: string): Promise<Answer> {
    const headers: Record<string, string> =
      accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` };
    return send(`${this.issuer}/oauth/tokeninfo`, { headers });
  }

  /** Whether the introspection endpoint calls a token active, asked by its own client. */
  async isActive(clientId: string, token: string): Promise<boolean> {
    const answer = await this.as(clientId, 'introspection_endpoint', { token });
    expectStatus(answer, 200);
    return answer.json['active'] === true;
  }

  /** Verifies a JWT of the target against its published keys. */
  async verify(token: string, audience?: string): Promise<VerifiedToken> {
    const jwks = await send(this.endpoint('jwks_uri'));
    const keys = createLocalJWKSet({ keys: jwks.json['keys'] as JSONWebKeySet['keys'] });
    const options = { issuer: this.issuer, ...(audience === undefined ? {} : { audience }) };
    const { payload } = await jwtVerify(token, keys, options);
    return { header: { ...decodeProtectedHeader(token) }, payload };
  }

  /** The verified claims of the ID token in a token answer. */
  async idToken(answer: Answer, clientId = 'web'): Promise<JWTPayload> {
    return (await this.verify(stringOf(answer, 'id_token'), clientId)).payload;
  }
}
