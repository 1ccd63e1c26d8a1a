/** What a token is, told to its holder (protocol.md §14). */

import { formatScope, jsonReply, noting, type Reply } from '@grantor/protocol';
import type { Context } from '../requests/context.ts';
import type { BackChannelRequest } from '../requests/request.ts';
import { answerHolder } from './bearer.ts';

export const tokeninfo = (context: Context, request: BackChannelRequest): Promise<Reply> =>
  answerHolder(context, request, {
    name: 'tokeninfo',
    reply: async ({ token }) => {
      const body = {
        active: true,
        user_id: token.subject,
        client_id: token.clientId,
        scope: formatScope(token.scope),
        exp: token.expiresAt,
        iss: context.policy.issuer,
        subject_type: token.userId === null ? 'client' : 'user',
      };
      return noting(jsonReply(body), token.clientId);
    },
  });
