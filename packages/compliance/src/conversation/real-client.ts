import assert from 'node:assert/strict';
import { type Answer, expectStatus, stringOf } from '../wire/answer.ts';
import type { Authorization } from '../wire/authorization.ts';
import type { Parameters } from '../wire/parameters.ts';
import type { Conversation } from './conversation.ts';
import { openSite, published } from './document-client.ts';
import { type ClientMetadata, registered } from './registration.ts';

// Replays a well-known client from its first word to its first refresh.

/** How a client presents itself, and what it sends afterwards. */
export interface Shape {
  /** Metadata as it registers it, or as its document holds it but for client_id. */
  readonly metadata: ClientMetadata;
  /** The redirect URI of its request, which may have another port than the registered one. */
  readonly redirectUri: string;
  /** Laid over a request with `response_type`, `state` and PKCE: scope, resource, prompt … */
  readonly request: Parameters;
  /** Sent with the code and with each refresh, beside what RFC 6749 asks for. */
  readonly tokenRequest?: Parameters;
  readonly refresh?: Parameters;
}

export interface Connection {
  readonly t: Conversation;
  readonly clientId: string;
  readonly registration: Answer | undefined;
  readonly authorization: Authorization;
  readonly tokens: Answer;
  readonly refreshed: Answer;
}

export interface Known {
  readonly t: Conversation;
  readonly clientId: string;
  readonly registration: Answer | undefined;
}

export async function byRegistration(t: Conversation, { metadata }: Shape): Promise<Known> {
  const { t: known, client, answer } = await registered(t, metadata);
  return { t: known, clientId: client.client_id, registration: answer };
}

export async function byDocument(t: Conversation, { metadata }: Shape): Promise<Known> {
  const { t: known, client } = await published(t, { site: await openSite(t), changes: metadata });
  return { t: known, clientId: client.client_id, registration: undefined };
}

/** Signs in, redeems the code and refreshes once; asserts success and rotation. */
export async function connect(known: Known, shape: Shape, proof: Parameters = {}): Promise<Connection> {
  const { t, clientId } = known;
  const { request, redirectUri: redirect_uri, tokenRequest = {}, refresh = {} } = shape;
  const parameters = { scope: undefined, nonce: undefined, redirect_uri, ...request };
  const authorization = await t.authorize({ client: clientId, parameters });
  authorization.code();
  assert.equal(authorization.deliveredTo, redirect_uri);
  assert.equal(authorization.response.get('state'), authorization.parameters['state'] ?? null);
  assert.equal(authorization.response.get('iss'), t.issuer);
  const tokens = await t.redeem(authorization, { ...tokenRequest, ...proof });
  expectStatus(tokens, 200);
  const refreshed = await t.refresh(clientId, stringOf(tokens, 'refresh_token'), {
    ...tokenRequest,
    ...refresh,
  });
  expectStatus(refreshed, 200);
  return { ...known, authorization, tokens, refreshed };
}
