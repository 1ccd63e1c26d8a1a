/** The challenge endpoint (Client Attestation §6.3): open to everybody, and remembers nothing. */

import { jsonReply, OAuthError, type Reply, secondOf } from '@grantor/protocol';
import { answer, withNonce } from '../endpoints/answer.ts';
import { withToll } from '../endpoints/toll.ts';
import type { BackChannelRequest } from '../requests/request.ts';
import type { CredentialContext } from './credential-context.ts';

/** With a nonce for DPoP proofs, where those need one. `not_found` where no challenges are asked for. */
export const attestationChallenge = (
  { ports, policy }: CredentialContext,
  { source }: BackChannelRequest,
): Promise<Reply> =>
  answer(ports, { endpoint: 'attestation_challenge', source }, () =>
    withToll(ports, { limit: 'default', source }, async (toll) => {
      if (policy.attestationChallenges === 'not_asked_for')
        throw new OAuthError('not_found', 'There is nothing at this address.');
      await toll.pay();
      const now = secondOf(ports.clock.now());
      const { attestationChallenges, dpopNonces } = ports.secrets;
      const reply = jsonReply({ attestation_challenge: attestationChallenges.issue(now) });
      return withNonce(reply, policy.dpop.nonceRequired ? dpopNonces.issue(now) : null);
    }),
  );
