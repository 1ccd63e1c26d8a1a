/** The code of a sign-in at the program around the server, redeemed by that program (distribution.md L-4). */

import { type ClientId, Params, secondOf } from '@grantor/protocol';
import { authenticationFailed, vouchedFor } from '../client-auth/authenticate.ts';
import { redeem } from '../endpoints/token.ts';
import { authorizationCode } from '../grants/authorization-code.ts';
import type { Context } from '../requests/context.ts';
import type { TokenAnswer } from '../tokens/token-answer.ts';
import { inProcess } from './source.ts';

export type CodeExchange = {
  readonly clientId: ClientId;
  readonly code: string;
  readonly redirectUri: string;
  /** RFC 7636 §4.1 */
  readonly codeVerifier: string;
};

/**
 * Redeems the code as the token endpoint does (RFC 6749 §4.1.3), for a client that the program vouches for: neither its
 * secret nor a rate limit is asked for. Throws `OAuthError`.
 */
export async function exchangeCode(context: Context, exchange: CodeExchange): Promise<TokenAnswer> {
  const { ports } = context;
  const now = ports.clock.now();
  const proved = await vouchedFor(context, exchange.clientId, secondOf(now));
  if (proved === null) throw authenticationFailed('there is no such active client');
  const params = Params.of([
    ['grant_type', authorizationCode.name],
    ['code', exchange.code],
    ['redirect_uri', exchange.redirectUri],
    ['code_verifier', exchange.codeVerifier],
  ]);
  const source = inProcess(ports.random, 'client');
  const asked = { grant: authorizationCode, params, proved, now, dpop: [], certificate: null, source };
  return (await redeem(context, asked)).tokens;
}
