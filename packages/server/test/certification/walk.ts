/** A relying party as a run of the certification suite has it, against a server in its profile; both by https. */

import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createLocalJWKSet, type JWTPayload, type JWTVerifyResult, jwtVerify } from 'jose';
import type { Page } from 'playwright-core';
import { launchBrowser, type TestBrowser } from '../browser/browser.ts';
import { repository } from '../documentation/markdown.ts';
import { alice, bob } from '../e2e/declarations.ts';
import type { Arrival } from '../e2e/relying-party.ts';
import { type SecureAnswer, type SecureWorld, type Sent, startSecureWorld } from '../e2e/secure-world.ts';

export type Json = Readonly<Record<string, unknown>>;
type Parameters = Readonly<Record<string, string | undefined>>;

export type Registered = Json & { readonly client_id: string; readonly client_secret: string };

export type Asked = {
  readonly address: string;
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly redirectUri: string;
};

export type Walk = {
  readonly world: SecureWorld;
  readonly metadata: Json & Readonly<Record<string, string>>;
  newTab(): Promise<Page>;
  ask(address: string, sent?: Sent): Promise<SecureAnswer>;
  register(change?: Json): Promise<Registered>;
  /** An authorization request; an undefined parameter is left out. */
  request(client: Pick<Registered, 'client_id'>, parameters?: Parameters): Asked;
  /** What reached the redirect URI after the request and what the person did. */
  answer(tab: Page, asked: Asked, doing?: (tab: Page) => Promise<void>): Promise<Arrival>;
  token(client: Registered, parameters: Parameters): Promise<SecureAnswer>;
  /** The token answer for the code that arrived. */
  redeem(
    client: Registered,
    asked: Asked,
    arrival: Arrival,
  ): Promise<Json & Readonly<Record<string, string>>>;
  userinfo(token: string, sent?: Sent): Promise<SecureAnswer>;
  verify(token: string, audience: string): Promise<JWTVerifyResult<JWTPayload>>;
  stop(): Promise<void>;
};

/** What the documentation says a run is to be started with. */
const example = JSON.parse(readFileSync(resolve(repository, 'docs/examples/certification.json'), 'utf8'));
export const [demo] = example.users;

const declared = () => ({
  users: [
    { ...demo, ...alice },
    { ...bob, email: 'bob@example.org' },
  ],
});

/** Resolves when server, application and browser are there. */
export async function startWalk(environment: Readonly<Record<string, string>> = {}): Promise<Walk> {
  const settings = {
    PROFILE: 'oidc-certification',
    ENABLE_LEGACY_RESPONSE_TYPES: 'true',
    ENABLE_REQUEST_URI: 'true',
  };
  const world = await startSecureWorld({ environment: { ...settings, ...environment }, declared });
  const chromium = await launchBrowser();
  const document = await world.ask(`${world.server.origin}/.well-known/openid-configuration`);
  return { ...walkOf(world, JSON.parse(document.body)), ...withBrowser(world, chromium) };
}

function withBrowser(world: SecureWorld, chromium: TestBrowser): Pick<Walk, 'newTab' | 'answer' | 'stop'> {
  return {
    newTab: () => chromium.newPage({ ignoreHTTPSErrors: true }),
    async answer(tab, asked, doing = async () => {}) {
      await tab.goto(asked.address, { waitUntil: 'commit' });
      await doing(tab);
      const arrival = await world.party.answer(asked);
      await tab.waitForURL(({ origin }) => origin === world.party.origin);
      return arrival;
    },
    async stop() {
      await chromium.close();
      await world.stop();
    },
  };
}

function walkOf(world: SecureWorld, metadata: Walk['metadata']): Omit<Walk, 'newTab' | 'answer' | 'stop'> {
  const { ask, party } = world;
  const token: Walk['token'] = (client, parameters) => {
    const byForm = client['token_endpoint_auth_method'] === 'client_secret_post';
    const credentials = byForm ? { client_id: client.client_id, client_secret: client.client_secret } : {};
    const basic = Buffer.from(`${client.client_id}:${client.client_secret}`).toString('base64');
    return ask(metadata['token_endpoint'] ?? '', {
      method: 'POST',
      headers: byForm || client.client_secret === undefined ? {} : { authorization: `Basic ${basic}` },
      body: formOf({ ...parameters, ...credentials }),
    });
  };
  return {
    ...{ world, metadata, ask, token },
    async register(change = {}) {
      const said = { client_name: 'Suite', redirect_uris: [party.redirectUri], ...change };
      const answer = await postJson(world, metadata['registration_endpoint'] ?? '', said);
      assert.equal(answer.status, 201, answer.body);
      return JSON.parse(answer.body);
    },
    request: (client, parameters = {}) => requestOf({ client, metadata, parameters }, party.redirectUri),
    async redeem(client, asked, arrival) {
      const answer = await token(client, {
        grant_type: 'authorization_code',
        code: arrival.url.searchParams.get('code') ?? arrival.form.get('code') ?? '',
        redirect_uri: asked.redirectUri,
        code_verifier: asked.verifier,
      });
      assert.equal(answer.status, 200, answer.body);
      return JSON.parse(answer.body);
    },
    userinfo: (held, sent = {}) =>
      ask(metadata['userinfo_endpoint'] ?? '', { ...sent, headers: { authorization: `Bearer ${held}` } }),
    async verify(jwt, audience) {
      const keys = JSON.parse((await ask(metadata['jwks_uri'] ?? '')).body);
      const { issuer } = metadata;
      return jwtVerify(jwt, createLocalJWKSet(keys), {
        ...(issuer === undefined ? {} : { issuer }),
        audience,
      });
    },
  };
}

export const postJson = ({ ask }: Pick<SecureWorld, 'ask'>, address: string, body: unknown) =>
  ask(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

const formOf = (parameters: Parameters): URLSearchParams =>
  new URLSearchParams(
    Object.entries(parameters).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );

type ToAsk = {
  readonly client: Pick<Registered, 'client_id'>;
  readonly metadata: Walk['metadata'];
  readonly parameters: Parameters;
};

function requestOf({ client, metadata, parameters }: ToAsk, redirectUri: string): Asked {
  const verifier = randomBytes(32).toString('base64url');
  const whole = {
    client_id: client.client_id,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'openid profile email',
    state: randomBytes(96).toString('base64url'), // 128 characters
    nonce: randomBytes(16).toString('base64url'),
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...parameters,
  };
  const { state = '', nonce = '', redirect_uri = '' } = whole as Parameters;
  const address = `${metadata['authorization_endpoint']}?${formOf(whole)}`;
  return { address, state, nonce, verifier, redirectUri: redirect_uri };
}

/** Of everything a JWT says; its signature is not looked at. */
export const claimsOf = (jwt: string): Json =>
  JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString());
