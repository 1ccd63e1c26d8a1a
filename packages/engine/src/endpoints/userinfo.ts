/** The userinfo endpoint (OpenID Connect Core §5.3, protocol.md §11). */

import { jsonReply, jwtReply, noting, OAuthError, type Reply, secondOf } from '@grantor/protocol';
import type { Account } from '../model/account.ts';
import type { ClaimsRequest } from '../model/claims-request.ts';
import { readerOf } from '../model/encrypted-answer.ts';
import type { Context } from '../requests/context.ts';
import type { BackChannelRequest } from '../requests/request.ts';
import { claimsWithin, releaseClaims } from '../tokens/claims.ts';
import type { ActiveToken } from '../tokens/presented-token.ts';
import { signFor } from '../tokens/sign-for.ts';
import { MissingScope } from './answer.ts';
import { answerHolder, invalidToken } from './bearer.ts';

const userinfoScopes: readonly string[] = ['openid', 'profile', 'email', 'address', 'phone'];

export const userinfo = (context: Context, request: BackChannelRequest): Promise<Reply> =>
  answerHolder(context, request, {
    name: 'userinfo',
    reply: (found) => describePerson(context, found, request),
  });

async function describePerson(
  context: Context,
  found: ActiveToken,
  request: Pick<BackChannelRequest, 'source'>,
): Promise<Reply> {
  const account = checkUserinfo(context, found);
  const { token, client } = found;
  const names = claimsWithin(client, Object.keys(askedOf(found)));
  const claims = releaseClaims(account, { scope: token.scope, names });
  return sayClaims(context, found, { claims, ...request });
}

/** The person that the token lets its client read of. Throws `invalid_token` or `insufficient_scope`. */
export function checkUserinfo(
  { policy }: Pick<Context, 'policy'>,
  { token, standing }: ActiveToken,
): Account {
  // protocol.md UI-3: a resource must not read profiles with a token meant for it
  if (token.resources.length > 0 && !token.audience.includes(policy.issuer)) throw forAnotherResource();
  // protocol.md UI-2: widely used clients ask for `email profile` alone
  if (!token.scope.some((scope) => userinfoScopes.includes(scope))) {
    throw new MissingScope('openid');
  }
  if (standing.account === null) throw invalidToken();
  return standing.account;
}

/** What the client asked for by name. */
export const askedOf = ({ token, standing: { family } }: ActiveToken): ClaimsRequest['userinfo'] =>
  // By exchange a token is another client's than the one whose claims the person was asked about
  family?.clientId === token.clientId ? family.claims.userinfo : {};

/** `claims`: with `sub` where it is another than the token's. */
type Said = { readonly claims: Readonly<Record<string, unknown>> } & Pick<BackChannelRequest, 'source'>;

/** As JSON, or signed where the client registered that. */
export async function sayClaims(
  { ports, policy }: Context,
  { token, client }: ActiveToken,
  { claims: about, source }: Said,
): Promise<Reply> {
  const claims = { sub: token.subject, ...about };
  const alg = client.userinfoAlg ?? (readerOf(client, 'userinfo') === null ? null : signedBeforeEncrypted);
  if (alg === null) return noting(jsonReply(claims), token.clientId);
  const letter = {
    use: 'userinfo',
    alg,
    typ: null,
    claims: { ...claims, iss: policy.issuer, aud: token.clientId }, // OpenID Connect Core §5.3.2
    now: secondOf(ports.clock.now()),
  } as const;
  return noting(jwtReply(await signFor(client, letter, { ...ports, source })), token.clientId);
}

/** What the client did not say (advanced.md JWR-4: nothing is encrypted that was not signed). */
const signedBeforeEncrypted = 'RS256';

const forAnotherResource = (): OAuthError =>
  new OAuthError(
    'invalid_token',
    'The access token was made for another resource. Name the issuer as a resource, too.',
  );
