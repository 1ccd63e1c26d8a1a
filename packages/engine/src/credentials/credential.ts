/** The credential endpoint (OpenID4VCI §8). */

import { acceptedReply, after, noting, OAuthError, type Reply, secondOf, sha256 } from '@grantor/protocol';
import { answerHolder } from '../endpoints/bearer.ts';
import type { Fact } from '../ports/facts.ts';
import type { BackChannelRequest } from '../requests/request.ts';
import type { ActiveToken } from '../tokens/presented-token.ts';
import type { CredentialContext } from './credential-context.ts';
import { type CredentialRequest, invalidRequest, readCredentialRequest } from './credential-request.ts';
import { chargeHolder, entitledTo, holderOf } from './entitled.ts';
import { invalidProof, nonceUsed, verifyKeyProofs } from './key-proof.ts';
import { type CredentialOrder, makeCredentials } from './make-credentials.ts';

/** How many requests of one person may wait for an administrator. */
const mostWaiting = 10;

/** How long an administrator may take, in seconds. */
const longestWait = 30 * 86_400;

export const credential = (context: CredentialContext, request: BackChannelRequest): Promise<Reply> =>
  answerHolder(context, request, {
    name: 'credential',
    reply: (found) => answerCredential(context, request, found),
  });

// federation-vci-authlete.md VCI-9: the token comes before the body
async function answerCredential(
  context: CredentialContext,
  request: BackChannelRequest,
  found: ActiveToken,
): Promise<Reply> {
  const order = await readOrder(context, request, found);
  await chargeHolder(context, order.holder, request.source);
  if (order.configuration.approval === 'needed') return defer(context, order);
  const made = await makeCredentials(context, order);
  if (made.kind === 'lost') throw nonceUsed();
  return noting(made.reply, found.client.id);
}

/** What the token opens of what is asked for, and for which keys. Throws what is wrong with it (OpenID4VCI §8.3.1.2). */
export async function readOrder(
  context: CredentialContext,
  request: BackChannelRequest,
  found: ActiveToken,
): Promise<CredentialOrder> {
  const { store, clock } = context.ports;
  const holder = holderOf(context, found);
  const asked = readCredentialRequest(request);
  const configuration = entitledTo(found, asked.name, await store.listCredentialConfigurations());
  checkNumber(asked, configuration);
  const { proofs } = asked;
  const { client } = found;
  const proved =
    proofs === null
      ? null
      : verifyKeyProofs(context, { proofs, configuration, client, now: secondOf(clock.now()) });
  return {
    ...{ configuration, holder, source: request.source },
    keys: proved?.keys ?? null,
    spends: proved === null ? [] : [{ kind: 'credential_nonce_spent', proof: proved.spent }],
  };
}

/** As many proofs as the configuration wants (federation-vci-authlete.md VCI-9). */
function checkNumber(
  { proofs }: CredentialRequest,
  { binding, batchSize }: CredentialOrder['configuration'],
): void {
  if (binding === 'none' && proofs !== null)
    throw invalidRequest('The credential is bound to no key: proofs are not wanted.');
  if (binding === 'jwk' && proofs === null) throw invalidProof('proofs are missing');
  if ((proofs?.length ?? 0) > batchSize)
    throw invalidRequest('There are more proofs than credentials are issued at once.');
}

/** Kept until an administrator has decided (OpenID4VCI §8.3). Throws `credential_request_denied` or `invalid_nonce`. */
export async function defer(
  { ports, policy }: CredentialContext,
  { configuration, holder, keys, spends, source }: CredentialOrder,
): Promise<Reply> {
  const now = ports.clock.now();
  const transactionId = ports.random.token(32);
  const deferred: Fact = {
    kind: 'credential_deferred',
    deferred: {
      hash: sha256(transactionId),
      userId: holder.account.id,
      clientId: holder.found.token.clientId,
      familyId: holder.familyId,
      configurationId: configuration.id,
      keys,
      decision: 'pending',
      askedAt: now,
      expiresAt: after(secondOf(now), longestWait),
    },
    most: mostWaiting,
  };
  const kept = await ports.store.commit({ facts: [...spends, deferred], at: now, source });
  if (!kept.ok && kept.conflict === 'credential_nonce_spent') throw nonceUsed();
  if (!kept.ok) {
    throw new OAuthError('credential_request_denied', 'Too many requests of this person wait already.');
  }
  const reply = acceptedReply({ transaction_id: transactionId, interval: policy.pollingInterval });
  return noting(reply, holder.found.token.clientId);
}
