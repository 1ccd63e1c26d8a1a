/** The deferred credential endpoint (OpenID4VCI §9). */

import { acceptedReply, noting, OAuthError, type Reply, secondOf, sha256 } from '@grantor/protocol';
import { MissingScope } from '../endpoints/answer.ts';
import { answerHolder } from '../endpoints/bearer.ts';
import type { DeferredCredential } from '../model/issued-credential.ts';
import type { BackChannelRequest } from '../requests/request.ts';
import type { ActiveToken } from '../tokens/presented-token.ts';
import type { CredentialContext } from './credential-context.ts';
import { invalidTransactionId, readTransactionId } from './credential-request.ts';
import { holderOf, opens } from './entitled.ts';
import { makeCredentials } from './make-credentials.ts';

export const deferredCredential = (context: CredentialContext, request: BackChannelRequest): Promise<Reply> =>
  answerHolder(context, request, {
    name: 'deferred_credential',
    reply: (found) => answerDeferred(context, request, found),
  });

async function answerDeferred(
  context: CredentialContext,
  request: BackChannelRequest,
  found: ActiveToken,
): Promise<Reply> {
  const { ports, policy } = context;
  const holder = holderOf(context, found);
  const transactionId = readTransactionId(request);
  const deferred = await ports.store.findDeferredCredential(sha256(transactionId));
  checkOwn(deferred, { familyId: holder.familyId, now: secondOf(ports.clock.now()) });
  const { client } = found;
  if (deferred.decision === 'denied')
    throw new OAuthError('credential_request_denied', 'The credential was not granted.');
  if (deferred.decision === 'pending') {
    const waiting = { transaction_id: transactionId, interval: policy.pollingInterval };
    return noting(acceptedReply(waiting), client.id);
  }
  const configurations = await ports.store.listCredentialConfigurations();
  const configuration = configurations.find(({ id }) => id === deferred.configurationId);
  if (configuration === undefined) throw invalidTransactionId('its credential is issued no more');
  if (!opens(found.token, configuration)) throw new MissingScope(configuration.scope ?? '');
  const made = await makeCredentials(context, {
    ...{ configuration, holder, keys: deferred.keys, source: request.source },
    spends: [{ kind: 'deferred_credential_collected', hash: deferred.hash }],
  });
  if (made.kind === 'lost') throw invalidTransactionId('it was collected before');
  return noting(made.reply, client.id);
}

/** Throws `invalid_transaction_id`, the same for whatever is wrong (OpenID4VCI §9.3). */
function checkOwn(
  deferred: DeferredCredential | null,
  { familyId, now }: { readonly familyId: string; readonly now: number },
): asserts deferred is DeferredCredential {
  if (deferred === null) throw invalidTransactionId('it is unknown');
  if (deferred.familyId !== familyId) throw invalidTransactionId('it is of another token');
  if (deferred.decision === 'issued') throw invalidTransactionId('it was collected before');
  if (deferred.expiresAt <= now) throw invalidTransactionId('it has expired');
}
