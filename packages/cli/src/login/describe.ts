/** What is stored of a sign-in that has just been made, and whose it is. */

import type { Invocation } from '../command-line/command.ts';
import type { SignedIn } from '../flows/sign-in.ts';
import type { Server } from '../server/discover.ts';
import type { Wish } from '../server/wish.ts';
import type { SignIn } from '../store/document.ts';
import { wholeGrant, withAnswer } from '../store/sign-ins.ts';
import { type Account, describeAccount, findAccount } from '../tokens/account.ts';

export type Finished = { readonly server: Server; readonly wish: Wish; readonly signedIn: SignedIn };

export async function describe(
  { http }: Invocation,
  { server, wish, signedIn }: Finished,
): Promise<{ account: Account; entry: SignIn }> {
  const { tokens, client } = signedIn;
  const { metadata, address } = server;
  const connection = { metadata, client: client.identity, http };
  const { accessToken, subject } = tokens;
  const account = await findAccount(connection, {
    accessToken,
    ...(subject === undefined ? {} : { subject }),
  });
  const known = account.subject ?? subject;
  const entry: SignIn = {
    issuer: metadata.issuer,
    server: address,
    clientId: client.identity.clientId,
    resources: wish.resources,
    grantedScopes: tokens.scopes,
    account: describeAccount(account),
    tokens: [],
    ...(known === undefined ? {} : { subject: known }),
  };
  return { account, entry: withAnswer(entry, wholeGrant, tokens) };
}
