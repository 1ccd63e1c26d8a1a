import type { Answer } from '../wire/answer.ts';
import { expectStatus, stringOf } from '../wire/answer.ts';
import type { Authorization } from '../wire/authorization.ts';
import type { Parameters } from '../wire/parameters.ts';
import type { AuthorizationRequest, Conversation } from './conversation.ts';

// The client's side of RFC 9126.

export const PAR_ENDPOINT = 'pushed_authorization_request_endpoint';

export interface Pushed {
  readonly answer: Answer;
  /** What was pushed. */
  readonly parameters: Parameters;
  readonly verifier: string;
}

/** Pushes an ordinary request of a fixture client, with some parameters changed or left out. */
export async function push(t: Conversation, clientId = 'web', changes: Parameters = {}): Promise<Pushed> {
  const { parameters, verifier } = t.request(clientId, changes);
  const answer = await t.as(clientId, PAR_ENDPOINT, parameters);
  return { answer, parameters, verifier };
}

/** The same, taken. */
export async function pushed(t: Conversation, clientId = 'web', changes: Parameters = {}): Promise<Pushed> {
  const sent = await push(t, clientId, changes);
  expectStatus(sent.answer, 201);
  return sent;
}

export const requestUriOf = ({ answer }: Pushed): string => stringOf(answer, 'request_uri');

/** Walks what was pushed to its end, with the client's id and the reference alone, unless more is added. */
export async function follow(
  t: Conversation,
  request: Pushed,
  { parameters = {}, ...wish }: AuthorizationRequest = {},
): Promise<Authorization> {
  const { parameters: sent, verifier } = request;
  const none = Object.fromEntries(Object.keys(sent).map((name) => [name, undefined]));
  const reference = { client_id: sent['client_id'], request_uri: requestUriOf(request) };
  const client = String(sent['client_id']);
  const walked = await t.authorize({ client, ...wish, parameters: { ...none, ...reference, ...parameters } });
  return { ...walked, parameters: sent, verifier };
}
