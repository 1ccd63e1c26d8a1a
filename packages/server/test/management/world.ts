/** A server with an administrator, tokens for its management API, and its own description of it. */

import assert from 'node:assert/strict';
import { z } from 'zod';
import { type AccountWorld, carol, startAccountWorld } from '../account/world.ts';
import { authorizationRequest, redeemCode } from '../e2e/authorization-request.ts';
import { hiddenFields } from '../e2e/plain-browser.ts';

/** A client of its own that an administrator gave the scope. */
export const robot = {
  client_id: 'robot',
  client_secret: 'c2b5f3c5-2c2a-4d69-9a1f-0d8f6f3b5a11',
  client_name: 'Robot',
  grant_types: ['client_credentials'],
  scope: 'grantor:admin read',
} as const;

const webScope = { scope: 'openid read grantor:admin' };

export type Reply = {
  readonly status: number;
  readonly headers: Headers;
  /** What was answered; an empty object where there is nothing. */
  readonly body: Record<string, unknown>;
  readonly text: string;
};

export type Sent = {
  readonly token?: string | null;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

export type ManagementWorld = AccountWorld & {
  /** Of somebody who allows the web application what it asks for at this API. */
  tokenOf(person: { readonly username: string; readonly password: string }, scope: string): Promise<string>;
  /** Of the client, for itself. */
  token(resource?: string, scope?: string): Promise<string>;
  /** As the administrator unless another token, or none, is named; the answer is compared with the description. */
  call(method: string, path: string, sent?: Sent): Promise<Reply>;
  /** Anything the server answers, by the whole path, without a token; compared with the description too. */
  look(method: string, path: string, init?: RequestInit): Promise<Reply>;
  /** Operations that were answered with success, by their names. */
  readonly called: ReadonlySet<string>;
  readonly description: OpenApi;
};

type Described = {
  readonly operationId: string;
  readonly parameters?: readonly { readonly name: string }[];
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { schema: object }>> }>
  >;
};
export type OpenApi = {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
};

export async function startManagementWorld(
  environment: Readonly<Record<string, string>> = {},
  ofApplication: Readonly<Record<string, unknown>> = {},
): Promise<ManagementWorld> {
  const more = { ...webScope, ...ofApplication };
  const world = await startAccountWorld(more, { people: [carol], clients: [robot], environment });
  const { origin } = world.server;
  const description = (await (await fetch(`${origin}/openapi.json`)).json()) as OpenApi;
  const called = new Set<string>();
  const token: ManagementWorld['token'] = async (resource = `${origin}/api/v1`, scope = 'grantor:admin') => {
    const response = await fetch(`${origin}/oauth/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${robot.client_id}:${robot.client_secret}`)}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', resource, scope }),
    });
    const { access_token: value } = (await response.json()) as Record<string, string>;
    assert.ok(value);
    return value;
  };
  const tokenOf: ManagementWorld['tokenOf'] = async (person, scope) => {
    const browser = await world.signedIn(person);
    const asked = { scope, resource: `${origin}/api/v1`, prompt: 'consent' };
    const request = authorizationRequest(world.server, world.party, asked);
    const toConsent = await browser.get(request.address);
    const page = await browser.get(toConsent.headers.get('location') ?? '');
    const fields = { ...hiddenFields(await page.text()), action: 'approve' };
    const answer = await browser.post('/consent', fields);
    const location = new URL(answer.headers.get('location') ?? '');
    const { access_token: value } = await redeemCode(world.server, location, request);
    assert.ok(value);
    return value;
  };
  const usual = await token();
  const call: ManagementWorld['call'] = async (method, path, sent = {}) => {
    const value = sent.token === undefined ? usual : sent.token;
    const response = await fetch(`${origin}/api/v1${path}`, {
      method,
      redirect: 'manual',
      headers: {
        ...(value === null ? {} : { authorization: `Bearer ${value}` }),
        ...(sent.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...sent.headers,
      },
      ...(sent.body === undefined ? {} : { body: JSON.stringify(sent.body) }),
    });
    return compared(method, `/api/v1${path}`, response);
  };
  const look: ManagementWorld['look'] = async (method, path, init = {}) =>
    compared(method, path, await fetch(origin + path, { method, redirect: 'manual', ...init }));
  async function compared(method: string, path: string, response: Response): Promise<Reply> {
    const text = await response.text();
    const type = response.headers.get('content-type') ?? '';
    const operation = operationAt(description, method, path);
    if (operation !== undefined) {
      assertDescribed(description, operation, { status: response.status, type, text });
      if (response.status < 400) called.add(operation.operationId);
    }
    const body = type.includes('json') ? (JSON.parse(text) as Record<string, unknown>) : {};
    return { status: response.status, headers: response.headers, body, text };
  }
  return { ...world, token, tokenOf, call, look, called, description };
}

/** An exact path wins over one with ids. */
function operationAt({ paths }: OpenApi, method: string, path: string): Described | undefined {
  const [bare = ''] = path.split('?');
  const matches = Object.keys(paths)
    .filter((pattern) => new RegExp(`^${pattern.replaceAll(/\{[a-z_]+\}/g, '[^/]+')}$`).test(bare))
    .sort((one, other) => Number(one.includes('{')) - Number(other.includes('{')));
  return paths[matches[0] ?? '']?.[method.toLowerCase()];
}

type Answered = { readonly status: number; readonly type: string; readonly text: string };

/** Whether the answer is one that the document foretells. */
function assertDescribed(
  { components }: OpenApi,
  { operationId, responses }: Described,
  { status, type, text }: Answered,
): void {
  const described = responses[status];
  assert.ok(described, `${operationId} answers ${status}, which is not described: ${text}`);
  const [media = ''] = type.split(';');
  if (described.content === undefined) {
    assert.equal(text, '', operationId);
    return;
  }
  const found = described.content[media];
  assert.ok(found, `${operationId} ${status} answers ${media}`);
  if (!media.includes('json')) return;
  const local = JSON.stringify({ ...found.schema, $defs: components.schemas });
  const shape = z.fromJSONSchema(JSON.parse(local.replaceAll('#/components/schemas/', '#/$defs/')));
  const result = shape.safeParse(JSON.parse(text));
  assert.ok(result.success, `${operationId} ${status}: ${result.error?.message} in ${text}`);
}

/** The names of what is described at such paths. */
export const operationsOf = ({ paths }: OpenApi, at: (path: string) => boolean): readonly string[] =>
  Object.entries(paths)
    .filter(([path]) => at(path))
    .flatMap(([, item]) => Object.values(item).map(({ operationId }) => operationId));
