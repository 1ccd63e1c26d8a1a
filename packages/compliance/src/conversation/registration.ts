import type { FixtureClient } from '../setup/fixture.ts';
import {
  type Answer,
  expectError,
  expectHeader,
  expectStatus,
  type Sending,
  send,
  stringOf,
} from '../wire/answer.ts';
import type { Conversation } from './conversation.ts';

// The client's side of RFC 7591 and RFC 7592.

/** What a client says about itself, right or wrong. */
export type ClientMetadata = Readonly<Record<string, unknown>>;

type Headers = Readonly<Record<string, string>>;

function json(method: string, body: unknown, headers: Headers): Sending {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { method, headers: { 'content-type': 'application/json', ...headers }, body: text };
}

/** Asks to be registered; a string is sent as it is. */
export function register(t: Conversation, metadata: unknown, headers: Headers = {}): Promise<Answer> {
  return send(t.endpoint('registration_endpoint'), json('POST', metadata, headers));
}

/** A public application at one https address, with some members changed. */
export function publicApp(changes: ClientMetadata = {}): ClientMetadata {
  return {
    client_name: 'Reading List',
    redirect_uris: ['https://app.example/cb'],
    token_endpoint_auth_method: 'none',
    ...changes,
  };
}

export interface Registered {
  readonly answer: Answer;
  readonly client: FixtureClient;
  /** A conversation that knows the client. */
  readonly t: Conversation;
}

const AUTH_METHODS = ['none', 'client_secret_basic', 'client_secret_post'] as const;

/** The client that an answer describes, for a conversation to know. */
export function clientOf({ json: members }: Answer): FixtureClient {
  const method = members['token_endpoint_auth_method'];
  const secret = members['client_secret'];
  const list = (member: string): readonly string[] => [members[member] ?? []].flat().map(String);
  return {
    client_id: String(members['client_id']),
    client_name: String(members['client_name'] ?? ''),
    ...(typeof secret === 'string' ? { client_secret: secret } : {}),
    token_endpoint_auth_method: AUTH_METHODS.find((known) => known === method) ?? 'none',
    redirect_uris: list('redirect_uris'),
    grant_types: list('grant_types'),
    response_types: list('response_types'),
    scope: String(members['scope'] ?? ''),
    application_type: members['application_type'] === 'native' ? 'native' : 'web',
  };
}

/** Registers a client that must be taken, and introduces it to the conversation. */
export async function registered(t: Conversation, metadata: ClientMetadata): Promise<Registered> {
  const answer = await register(t, metadata);
  expectStatus(answer, 201);
  const client = clientOf(answer);
  return { answer, client, t: t.knowing(client) };
}

export interface Management {
  readonly method: 'GET' | 'PUT' | 'DELETE' | 'POST';
  readonly body?: unknown;
  /** Instead of the token in the answer; undefined presents none. */
  readonly token?: string | undefined;
}

/** Manages the registration an answer came from, with the token in it unless told otherwise. */
export function manage(answer: Answer, management: Management): Promise<Answer> {
  const token = 'token' in management ? management.token : stringOf(answer, 'registration_access_token');
  const headers: Headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const { method, body } = management;
  const sending = body === undefined ? { method, headers } : json(method, body, headers);
  return send(stringOf(answer, 'registration_client_uri'), sending);
}

/** What a client sends back to change something: all it was told but what only the server may say. */
export function current(answer: Answer, changes: ClientMetadata = {}): ClientMetadata {
  const { registration_access_token, registration_client_uri, ...members } = answer.json;
  const { client_id_issued_at, client_secret_expires_at, ...metadata } = members;
  return { ...metadata, ...changes };
}

/** Asserts the 401 that every wrong registration token gets. */
export function expectUnauthorized(answer: Answer): void {
  expectError(answer, 401, 'invalid_token');
  expectHeader(answer, 'www-authenticate', /^Bearer\b/);
}
