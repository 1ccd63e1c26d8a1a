/** Whom a client means (CIBA §7.1). */

import { type Epoch, OAuthError, type Params } from '@grantor/protocol';
import { verifyHintFor } from '../authorize/id-token-hint.ts';
import type { Account } from '../model/account.ts';
import { type Client, mayUse } from '../model/client.ts';
import type { Context } from '../requests/context.ts';
import { userOfSubject } from '../tokens/subject.ts';

export const hintParameters: readonly string[] = ['login_hint', 'id_token_hint', 'login_hint_token'];

type Asking = { readonly params: Params; readonly client: Client; readonly now: Epoch };

/**
 * The person. Throws `invalid_request` unless one hint is given, and `unknown_user_id`, alike for nobody, for a
 * disabled account and for somebody who may not use the client.
 */
export async function findPerson(context: Context, asking: Asking): Promise<Account> {
  const { params, client } = asking;
  const given = hintParameters.filter((name) => params.has(name));
  if (given.length !== 1) {
    throw new OAuthError(
      'invalid_request',
      'A request has one login_hint, id_token_hint or login_hint_token.',
    );
  }
  if (params.has('login_hint_token')) {
    throw new OAuthError('invalid_request', 'The login_hint_token is of no issuer that is trusted.');
  }
  const account = await named(context, asking);
  if (account === null || account.disabledAt !== null || !mayUse(client, account)) {
    throw new OAuthError('unknown_user_id', 'The hint names nobody who may be asked.');
  }
  return account;
}

async function named(
  { ports: { store, keys }, policy: { issuer } }: Context,
  { params, client, now }: Asking,
): Promise<Account | null> {
  const hint = await verifyHintFor(client.id, params.get('id_token_hint'), { keys, issuer, now });
  const name = params.get('login_hint');
  const subject = hint?.subject ?? name ?? '';
  // A client that knows people by names of its own has no use for those of others (advanced.md PWS-4)
  const user = client.subjectType === 'public' ? userOfSubject(subject) : null;
  const known = user === null ? null : await store.findAccount(user);
  return known ?? (name === undefined ? null : store.findAccountByName(name));
}
