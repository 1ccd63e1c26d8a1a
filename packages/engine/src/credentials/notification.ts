/** What a wallet says became of a credential (OpenID4VCI §11). */

import { noContentReply, noting, OAuthError, type Reply, sha256 } from '@grantor/protocol';
import { answerHolder, type ProtectedEndpoint } from '../endpoints/bearer.ts';
import type { BackChannelRequest } from '../requests/request.ts';
import type { ActiveToken } from '../tokens/presented-token.ts';
import type { CredentialContext } from './credential-context.ts';
import { readNotification } from './credential-request.ts';
import { chargeHolder, holderOf } from './entitled.ts';

export const credentialNotification = (
  context: CredentialContext,
  request: BackChannelRequest,
  shown: Pick<ProtectedEndpoint, 'holder'> = {},
): Promise<Reply> =>
  answerHolder(context, request, {
    ...shown,
    name: 'credential_notification',
    reply: (found) => takeNotification(context, request, found),
  });

async function takeNotification(
  context: CredentialContext,
  request: BackChannelRequest,
  found: ActiveToken,
): Promise<Reply> {
  const holder = holderOf(context, found);
  const { account } = holder;
  const { id, event, description } = readNotification(request);
  await chargeHolder(context, holder, request.source);
  const { clientId } = found.token;
  const { store, clock } = context.ports;
  const notified = { notification: sha256(id), userId: account.id, clientId, event, description };
  const kept = await store.commit({
    facts: [{ kind: 'credential_notified', ...notified }],
    at: clock.now(),
    source: request.source,
  });
  if (!kept.ok) throw new OAuthError('invalid_notification_id', 'The notification_id is unknown.');
  return noting(noContentReply(), clientId);
}
