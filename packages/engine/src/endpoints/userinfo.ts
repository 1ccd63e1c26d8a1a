/** The userinfo endpoint (OpenID Connect Core §5.3, protocol.md §11). */

import { jsonReply, jwtReply, noting, OAuthError, type Reply, secondOf } from '@grantor/protocol';
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
  { ports, policy }: Context,
  { token, standing, client }: ActiveToken,
  { source }: Pick<BackChannelRequest, 'source'>,
): Promise<Reply> {
  // protocol.md UI-3: a resource must not read profiles with a token meant for it
  if (token.resources.length > 0 && !token.audience.includes(policy.issuer)) throw forAnotherResource();
  // protocol.md UI-2: widely used clients ask for `email profile` alone
  if (!token.scope.some((scope) => userinfoScopes.includes(scope))) {
    throw new MissingScope('openid');
  }
  const { account } = standing;
  if (account === null) throw invalidToken();
  // By exchange a token is another client's than the one whose claims the person was asked about
  const asked = standing.family?.clientId === token.clientId ? standing.family.claims.userinfo : {};
  const names = claimsWithin(client, Object.keys(asked));
  const claims = { sub: token.subject, ...releaseClaims(account, { scope: token.scope, names }) };
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
