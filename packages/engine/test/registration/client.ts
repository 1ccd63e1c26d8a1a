import assert from 'node:assert/strict';
import type { Reply } from '@grantor/protocol';
import type { BackChannelRequest, RegistrationRequest } from '../../src/requests/request.ts';
import { exampleSource } from '../../src/testing/index.ts';
import { json, type World } from '../support.ts';

export type Json = Readonly<Record<string, unknown>>;

export const metadata = (change: Json = {}): Json => ({
  client_name: 'Reading List',
  redirect_uris: ['https://list.example/cb'],
  token_endpoint_auth_method: 'none',
  ...change,
});

/** A request with this body; text goes as it is. */
export function jsonRequest(
  body: unknown,
  change: Partial<Pick<BackChannelRequest, 'authorization' | 'contentType'>> = {},
): RegistrationRequest {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return {
    contentType: 'application/json',
    contentEncoding: undefined,
    accept: undefined,
    authorization: undefined,
    dpop: [],
    certificate: null,
    query: '',
    source: exampleSource({ path: '/oauth/register' }),
    body: async () => Buffer.from(text),
    ...change,
  };
}

/** What a registration answered: the client's own view of itself. */
export type Told = {
  readonly client_id: string;
  readonly client_secret?: string;
  readonly registration_access_token: string;
} & Json;

export async function register(world: World, change: Json = {}): Promise<Told> {
  const reply = await world.engine.register(jsonRequest(metadata(change)));
  assert.equal(reply.status, 201, reply.body ?? '');
  return json(reply);
}

type Management = 'readClient' | 'replaceClient' | 'deleteClient';

/** RFC 7592 §2: with the token that was told, unless another is given; null: none. */
export function manage(
  world: World,
  call: Management,
  {
    told,
    body = '',
    token = told.registration_access_token,
  }: { told: Told; body?: unknown; token?: string | null },
): Promise<Reply> {
  const authorization = token === null ? undefined : `Bearer ${token}`;
  return world.engine[call]({ ...jsonRequest(body, { authorization }), clientId: told.client_id });
}
