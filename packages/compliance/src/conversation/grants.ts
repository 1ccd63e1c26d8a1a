import { type Answer, send, stringOf } from '../wire/answer.ts';
import type { Parameters } from '../wire/parameters.ts';
import type { Conversation } from './conversation.ts';

// A client that manages what it was allowed: Grant Management for OAuth 2.0.

export const GRANTING = 'granting';

/** Parameters that make a grant, merge into one, and replace one. */
export const creating: Parameters = { grant_management_action: 'create', scope: 'openid read' };
export const merging = (id: string): Parameters => ({ grant_management_action: 'merge', grant_id: id });
export const replacing = (id: string): Parameters => ({ grant_management_action: 'replace', grant_id: id });

/** The token answer of a request that alice allows. */
export const granted = (t: Conversation, parameters: Parameters, client = GRANTING): Promise<Answer> =>
  t.tokens({ client, parameters });

/** An access token of the client itself. */
export const ofClient = async (t: Conversation, scope: string, client = GRANTING): Promise<string> =>
  stringOf(await t.token(client, { grant_type: 'client_credentials', scope }), 'access_token');

type Visit = { readonly token: string; readonly method?: 'GET' | 'DELETE' };

/** Looks at a grant, or ends it. */
export const atGrant = (t: Conversation, id: string, { token, method = 'GET' }: Visit): Promise<Answer> =>
  send(`${t.endpoint('grant_management_endpoint')}/${id}`, {
    method,
    headers: { authorization: `Bearer ${token}` },
  });

export const QUERY = 'grant_management_query';
export const REVOKE = 'grant_management_revoke';

/** What its client is told of a grant. */
export const queryGrant = async (t: Conversation, id: string): Promise<Answer> =>
  atGrant(t, id, { token: await ofClient(t, QUERY) });
