import assert from 'node:assert/strict';
import type { Reply } from '@grantor/protocol';
import { createClientDirectory } from '../src/client-documents/create-client-directory.ts';
import type { ClientDirectory } from '../src/clients/client-directory.ts';
import { createEngine } from '../src/create-engine.ts';
import type { Engine } from '../src/engine.ts';
import {
  approveCode,
  basic,
  createHarness,
  exampleVerifier,
  type Harness,
  postForm,
  testSecret,
} from '../src/testing/index.ts';

export type World = Harness & { readonly engine: Engine; readonly clients: ClientDirectory };

export function createWorld(options: Parameters<typeof createHarness>[0] = {}): World {
  const harness = createHarness(options);
  const { ports, policy } = harness;
  return { ...harness, engine: createEngine(ports, policy), clients: createClientDirectory(ports, policy) };
}

// biome-ignore lint/suspicious/noExplicitAny: the JSON of an answer, looked at member by member
export const json = (reply: Reply): any => JSON.parse(reply.body ?? 'null');

/** Asserts the error code and status; returns the reply. */
export function expectError(reply: Reply, status: number, error: string): Reply {
  assert.equal(json(reply).error, error, reply.body ?? '');
  assert.equal(reply.status, status);
  return reply;
}

export function expectOk(reply: Reply) {
  assert.equal(reply.status, 200, reply.body ?? '');
  return json(reply);
}

export const webAuthorization = { authorization: basic('web', testSecret) };

type Fields = Parameters<typeof postForm>[0];

export const redeem = (world: World, code: string, change: Fields = {}): Promise<Reply> =>
  world.engine.token(
    postForm({
      grant_type: 'authorization_code',
      client_id: 'native',
      code,
      redirect_uri: 'http://127.0.0.1:8888/callback',
      code_verifier: exampleVerifier,
      ...change,
    }),
  );

export const refresh = (world: World, refreshToken: string, change: Fields = {}): Promise<Reply> =>
  world.engine.token(
    postForm({
      grant_type: 'refresh_token',
      client_id: 'native',
      refresh_token: refreshToken,
      ...change,
    }),
  );

/** The first tokens of a fresh family of the public client. */
export async function signIn(world: World, change: Parameters<typeof approveCode>[1] = {}) {
  return expectOk(await redeem(world, await approveCode(world, change)));
}

export const isActive = async (world: World, token: string): Promise<boolean> =>
  json(await world.engine.introspect(postForm({ token }, webAuthorization))).active;

/** Reads that reach a database: every store but that of tests keeps clients and resources in memory. */
export const liveReads = ({ store }: World, since: number): readonly string[] =>
  store.reads.slice(since).filter((name) => name !== 'findClient' && name !== 'listResources');

export const claimsOf = (jwt: string) =>
  JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString('utf8'));
