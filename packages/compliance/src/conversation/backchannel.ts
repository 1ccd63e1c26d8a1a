import type { Answer } from '../wire/answer.ts';
import type { Parameters } from '../wire/parameters.ts';
import type { Conversation } from './conversation.ts';

/** Asks alice for a client, unless the changes name somebody else (CIBA §7.1). */
export const askPerson = (t: Conversation, changes: Parameters = {}, client = 'asking'): Promise<Answer> =>
  t.as(client, 'backchannel_authentication_endpoint', { scope: 'openid', login_hint: 'alice', ...changes });
