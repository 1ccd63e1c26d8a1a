/** The deferred credential endpoint (OpenID4VCI §9). */

import { acceptedReply, noting, OAuthError, type Reply, secondOf, sha256 } from '@grantor/protocol';
import { MissingScope } from '../endpoints/answer.ts';
import { answerHolder } from '../endpoints/bearer.ts';
import type { CredentialConfiguration } from '../model/credential-configuration.ts';
import type { DeferredCredential } from '../model/issued-credential.ts';
import type { BackChannelRequest } from '../requests/request.ts';
import type { ActiveToken } from '../tokens/presented-token.ts';
import type { CredentialContext } from './credential-context.ts';
import { invalidTransactionId, readTransactionId } from './credential-request.ts';
import { type Holder, holderOf, opens } from './entitled.ts';
import { type CredentialOrder, makeCredentials } from './make-credentials.ts';

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
  const transaction = await findTransaction(context, readTransactionId(request), found);
  return collect(context, transaction, { source: request.source });
}

/** One that is not denied, with what it is about and who may collect it. */
export type Transaction = {
  readonly id: string;
  readonly deferred: DeferredCredential;
  readonly configuration: CredentialConfiguration;
  readonly holder: Holder;
};

/** Throws `invalid_transaction_id`, `credential_request_denied` or `insufficient_scope`. */
export async function findTransaction(
  context: CredentialContext,
  id: string,
  found: ActiveToken,
): Promise<Transaction> {
  const { store, clock } = context.ports;
  const holder = holderOf(context, found);
  const deferred = await store.findDeferredCredential(sha256(id));
  checkOwn(deferred, { familyId: holder.familyId, now: secondOf(clock.now()) });
  if (deferred.decision === 'denied')
    throw new OAuthError('credential_request_denied', 'The credential was not granted.');
  const configurations = await store.listCredentialConfigurations();
  const configuration = configurations.find((each) => each.id === deferred.configurationId);
  if (configuration === undefined) throw invalidTransactionId('its credential is issued no more');
  if (!opens(found.token, configuration)) throw new MissingScope(configuration.scope ?? '');
  return { id, deferred, configuration, holder };
}

/** The credentials, once; 202 as long as nobody has decided (OpenID4VCI §9.2). Throws `invalid_transaction_id`. */
export async function collect(
  context: CredentialContext,
  { id, deferred, configuration, holder }: Transaction,
  { source, said }: Pick<CredentialOrder, 'source' | 'said'>,
): Promise<Reply> {
  const { client } = holder.found;
  if (deferred.decision === 'pending') {
    const waiting = { transaction_id: id, interval: context.policy.pollingInterval };
    return noting(acceptedReply(waiting), client.id);
  }
  const made = await makeCredentials(context, {
    ...{ configuration, holder, keys: deferred.keys, source },
    ...(said === undefined ? {} : { said }),
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
