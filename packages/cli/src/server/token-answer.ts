import type { TokenEndpointResponse, TokenEndpointResponseHelpers } from 'openid-client';

/** What a token endpoint gave, times made absolute. */
export type TokenAnswer = {
  readonly accessToken: string;
  readonly refreshToken?: string;
  readonly subject?: string;
  readonly scopes: readonly string[];
  /** Seconds since 1970 by this machine's clock. */
  readonly expiresAt?: number;
};

export type TokenResponse = TokenEndpointResponse & TokenEndpointResponseHelpers;

export const splitScope = (text: string | undefined): readonly string[] =>
  (text ?? '').split(' ').filter((scope) => scope !== '');

/** An answer without `scope` grants what was asked for (RFC 6749 §5.1). */
export function readTokenAnswer(response: TokenResponse, askedScopes: readonly string[]): TokenAnswer {
  const lifetime = response.expiresIn();
  const subject = response.claims()?.sub;
  return {
    accessToken: response.access_token,
    scopes: response.scope === undefined ? askedScopes : splitScope(response.scope),
    ...(response.refresh_token === undefined ? {} : { refreshToken: response.refresh_token }),
    ...(subject === undefined ? {} : { subject }),
    ...(lifetime === undefined ? {} : { expiresAt: Math.floor(Date.now() / 1000) + lifetime }),
  };
}
