/** What a token is, told to its holder (protocol.md §14). */

import { formatScope, jsonReply, noting, type Reply } from '@grantor/protocol';
import type { Context } from '../requests/context.ts';
import type { BackChannelRequest } from '../requests/request.ts';
import { answer } from './answer.ts';
import { requireToken } from './bearer.ts';
import { withToll } from './toll.ts';

export const tokeninfo = (context: Context, request: BackChannelRequest): Promise<Reply> =>
  answer(context.ports, { endpoint: 'tokeninfo', source: request.source }, () =>
    withToll(context.ports, { limit: 'default', source: request.source }, async (toll) => {
      await toll.pay();
      const { token } = await requireToken(context, request);
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
    }),
  );
