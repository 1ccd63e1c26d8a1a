/** Browser sessions and authorizations of people, ended by an administrator (product.md §4, T-2). */

import { type ClientId, type Hash, secondOf, type UserId } from '@grantor/protocol';
import { endTokens } from '../store/writers/account.ts';
import { withdrawConsent } from '../store/writers/consent.ts';
import { endSessionIn } from '../store/writers/session.ts';
import { type Actor, type ChangePorts, change } from './change.ts';

/** Who is signed in, and in which session. */
export type SessionOf = { readonly id: Hash; readonly userId: UserId; readonly username: string };

/** Takes effect on the next request of that browser; of a session that has ended nothing is told. */
export async function endSessionOf(ports: ChangePorts, actor: Actor, session: SessionOf): Promise<void> {
  const at = ports.now();
  await change(ports, actor, async (tx, tell) => {
    const { id, userId, username } = session;
    const ended = { session: id, user: userId, reason: 'admin', at, now: secondOf(at) };
    if (!(await endSessionIn(tx, ended))) return;
    const resource = { id, name: username };
    await tell({ type: 'SESSION_ENDED', resource, details: { reason: 'admin' }, error: null });
  });
}

/** Everything applications hold of the person ends; what they allowed stays allowed (security.md R-12). */
export async function revokeTokensOf(
  ports: ChangePorts,
  actor: Actor,
  { id, username }: { readonly id: UserId; readonly username: string },
): Promise<void> {
  const at = ports.now();
  await change(ports, actor, async (tx, tell) => {
    await endTokens(tx, { user: id, reason: 'admin', at, now: secondOf(at) });
    const details = { tokens_revoked: 'all', reason: 'admin' };
    await tell({ type: 'TOKEN_REVOKED', resource: { id, name: username }, details, error: null });
  });
}

export type AuthorizationOf = {
  /** Names the pair. */
  readonly id: string;
  readonly userId: UserId;
  readonly username: string;
  readonly clientId: ClientId;
};

/** Everything born of it ends in the same transaction (protocol.md IN-5). */
export async function revokeAuthorizationOf(
  ports: ChangePorts,
  actor: Actor,
  { id, userId, username, clientId }: AuthorizationOf,
): Promise<void> {
  const at = ports.now();
  await change(ports, actor, async (tx, tell) => {
    const withdrawal = { user: userId, client: clientId, at, now: secondOf(at), reason: 'admin' };
    await withdrawConsent(tx, withdrawal);
    const details = { client: clientId };
    const resource = { id, name: username };
    await tell({ type: 'USER_AUTHORIZATION_REVOKED', resource, details, error: null });
  });
}
