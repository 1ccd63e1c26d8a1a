import type { TokenEndpointResponse, TokenEndpointResponseHelpers } from 'openid-client';
import { checkPrintable } from './answer-values.ts';

/** What a token endpoint gave, times made absolute. */
export type TokenAnswer = {
  readonly accessToken: string;
  readonly refreshToken?: string;
  readonly subject?: string;
  readonly scopes: readonly string[];
  /** Seconds since 1970 by this machine's clock. */
  readonly expiresAt?: number;
  /** Seconds it was good for when it was given. */
  readonly lifetime?: number;
};

export type TokenResponse = TokenEndpointResponse & TokenEndpointResponseHelpers;

export const splitScope = (text: string | undefined): readonly string[] =>
  (text ?? '').split(' ').filter((scope) => scope !== '');

/** A hundred years, in seconds: no calendar ends before. */
const longestLife = 100 * 365 * 86_400;

/**
 * An answer without `scope` grants what was asked for (RFC 6749 §5.1). Throws for tokens and scopes that are more
 * than printable ASCII.
 */
export function readTokenAnswer(response: TokenResponse, askedScopes: readonly string[]): TokenAnswer {
  const { access_token: accessToken, refresh_token: refreshToken, scope } = response;
  checkPrintable({ 'an access token': accessToken, 'a refresh token': refreshToken, 'a scope': scope });
  const named = response.expiresIn();
  const lifetime = named === undefined ? undefined : Math.min(named, longestLife);
  const subject = response.claims()?.sub;
  return {
    accessToken,
    scopes: scope === undefined ? askedScopes : splitScope(scope),
    ...(refreshToken === undefined ? {} : { refreshToken }),
    ...(subject === undefined ? {} : { subject }),
    ...(lifetime === undefined ? {} : { lifetime, expiresAt: Math.floor(Date.now() / 1000) + lifetime }),
  };
}
