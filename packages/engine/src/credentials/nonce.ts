/** The nonce endpoint (OpenID4VCI §7): open to everybody, and remembers nothing. */

import { jsonReply, type Reply, secondOf } from '@grantor/protocol';
import { answer } from '../endpoints/answer.ts';
import { withToll } from '../endpoints/toll.ts';
import type { BackChannelRequest } from '../requests/request.ts';
import type { CredentialContext } from './credential-context.ts';

export const nonce = ({ ports, nonces }: CredentialContext, { source }: BackChannelRequest): Promise<Reply> =>
  answer(ports, { endpoint: 'credential_nonce', source }, () =>
    withToll(ports, { limit: 'default', source }, async (toll) => {
      await toll.pay();
      return jsonReply({ c_nonce: nonces.issue(secondOf(ports.clock.now())) });
    }),
  );
