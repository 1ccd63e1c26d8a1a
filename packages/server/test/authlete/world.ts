/** A server whose people are signed in by a front-end of its own: it knows the address, the service and the token. */

import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { startTestServer, type TestServer } from '../running-server.ts';
import { startTwoProcesses } from '../two-processes.ts';

export const apiToken = 'a-token-of-the-front-ends-of-this-test';
export const callback = 'https://app.example/callback';
export const secret = 'a-client-secret-of-enough-characters';

export const client = (client_id: string, more: object = {}) => ({
  ...{ client_id, client_secret: secret, client_name: `The ${client_id}`, redirect_uris: [callback] },
  grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
  response_types: ['code', 'code id_token'],
  scope: 'openid profile email offline_access read write grant_management_query grant_management_revoke',
  ...more,
});

const person = (username: string, sub: string) => ({
  ...{ username, sub, password: 'correct horse battery clip', email: `${username}@here.example` },
});

export const declarations = {
  // Of the same subjects as people of the front-end
  users: [person('john', '1001'), person('jane', '1002'), person('max', '1003')],
  detail_types: [
    {
      ...{ type: 'payment', title: 'Pay an amount' },
      schema: {
        ...{ type: 'object', required: ['amount'], additionalProperties: false },
        properties: { amount: { type: 'string', maxLength: 20 } },
      },
    },
  ],
  clients: [
    client('web'),
    client('trusted', { skip_consent: true }),
    client('4711'),
    client('stored', { access_token_format: 'opaque' }),
    client('directory', { claims_in_id_token: true }),
    client('members', { allowed_groups: ['staff'] }),
  ],
};

export type Answer = {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: Headers;
};

export type FrontEndWorld = FrontEnd & { readonly server: TestServer };

/** What a front-end can do with the address, the number of the service and the token. */
export type FrontEnd = {
  /** An operation, as a front-end calls it. */
  call(operation: string, given?: object, init?: RequestInit): Promise<Answer>;
  /** The parameters of a request of the client, and what redeems its code. */
  request(change?: Readonly<Record<string, string>>): {
    readonly parameters: string;
    readonly verifier: string;
  };
  /** A code of the subject, once a request was made and answered. */
  codeOf(subject: string, given?: object): Promise<{ readonly code: string; readonly verifier: string }>;
  /** The token answer for such a code. */
  tokensOf(subject: string, given?: object): Promise<Answer>;
};

const switchedOn = { ENABLE_AUTHLETE_API: 'true', AUTHLETE_API_TOKEN: apiToken };

export async function startFrontEndWorld(
  environment: Readonly<Record<string, string>> = {},
  redirectUri = callback,
): Promise<FrontEndWorld> {
  const clients = declarations.clients.map((one) => ({ ...one, redirect_uris: [redirectUri] }));
  const server = await startTestServer({
    bootstrap: { ...declarations, clients },
    environment: { ...switchedOn, ENABLE_RATE_LIMIT: 'true', ...environment },
  });
  return { server, ...frontEndOf(server.origin) };
}

/** Servers that share a database, each with a front-end. */
export type Servers = { readonly frontEnds: readonly FrontEnd[]; stop(): Promise<void> };

export type Extra = {
  readonly clients?: readonly object[];
  readonly environment?: Readonly<Record<string, string>>;
};

export async function oneServer({ clients = [], environment = {} }: Extra = {}): Promise<Servers> {
  const server = await startTestServer({
    bootstrap: { ...declarations, clients: [...declarations.clients, ...clients] },
    environment: { ...switchedOn, ...environment },
  });
  return { frontEnds: [frontEndOf(server.origin)], stop: server.stop };
}

export async function twoServers({ clients = [], environment = {} }: Extra = {}): Promise<Servers> {
  const servers = await startTwoProcesses({
    bootstrap: { ...declarations, clients: [...declarations.clients, ...clients] },
    environment: { ...switchedOn, ...environment },
  });
  return { frontEnds: servers.origins.map(frontEndOf), stop: servers.stop };
}

export function frontEndOf(origin: string): FrontEnd {
  const call: FrontEnd['call'] = async (operation, given, init = {}) => {
    const response = await fetch(`${origin}/api/1/${operation}`, {
      method: 'POST',
      body: given === undefined ? null : JSON.stringify(given),
      ...init,
      headers: {
        authorization: `Bearer ${apiToken}`,
        ...(given === undefined ? {} : { 'content-type': 'application/json' }),
        ...(init.headers as Record<string, string>),
      },
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? {} : JSON.parse(text) };
  };
  const request: FrontEnd['request'] = (change = {}) => {
    const verifier = randomBytes(32).toString('base64url');
    const parameters = new URLSearchParams({
      ...{
        client_id: 'web',
        response_type: 'code',
        redirect_uri: callback,
        scope: 'openid profile',
        state: 'st',
      },
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
      ...change,
    });
    return { parameters: String(parameters), verifier };
  };
  const codeOf: FrontEnd['codeOf'] = async (subject, given = {}) => {
    const { parameters, verifier } = request();
    const { body: asked } = await call('auth/authorization', { parameters });
    const { body } = await call('auth/authorization/issue', { ticket: asked['ticket'], subject, ...given });
    const code = new URL(String(body['responseContent'])).searchParams.get('code');
    assert.ok(code, JSON.stringify(body));
    return { code, verifier };
  };
  const tokensOf: FrontEnd['tokensOf'] = async (subject, given) => {
    const { code, verifier } = await codeOf(subject, given);
    return call('auth/token', {
      parameters: redemption(code, verifier),
      ...{ clientId: 'web', clientSecret: secret },
    });
  };
  return { call, request, codeOf, tokensOf };
}

export const redemption = (code: string, code_verifier: string): string =>
  String(
    new URLSearchParams({ grant_type: 'authorization_code', code, code_verifier, redirect_uri: callback }),
  );

export const contentOf = ({ body }: Answer): Readonly<Record<string, unknown>> =>
  JSON.parse(String(body['responseContent']));

export const claimsOf = (jwt: unknown): Readonly<Record<string, unknown>> =>
  JSON.parse(Buffer.from(String(jwt).split('.')[1] ?? '', 'base64url').toString());
