/** Tokens of this instance in the hands of the application around it. */

import type { CheckedToken, Engine, TokenDemand, TokenFault } from '@grantor/engine';

export type Tokens = {
  /**
   * What the access token says, if it is good for `audience` and has all `scopes`, by its live state: what was revoked,
   * disabled or taken away counts at once. Rejects with TokenRefused. A token bound to a key is refused (`bound`), as
   * no proof comes with it.
   */
  readonly verify: (token: string, demand: TokenDemand) => Promise<CheckedToken>;
  /**
   * Ends the token, whoever's it is: an access token alone, with a refresh token all that was born from the same approval.
   * Audited. false: there was no such token, or it had ended.
   */
  readonly revoke: (token: string) => Promise<boolean>;
};

/** The token is not good for what was asked; `fault` says why. Answer 403 to `scope`, 401 to the others (RFC 6750 §3.1). */
export class TokenRefused extends Error {
  override readonly name = 'TokenRefused';
  readonly fault: TokenFault;

  constructor(fault: TokenFault) {
    super(`the token is refused: ${fault}`);
    this.fault = fault;
  }
}

export const tokensOf = (engine: Pick<Engine, 'checkToken' | 'endToken'>): Tokens => ({
  async verify(token, demand) {
    const check = await engine.checkToken(token, demand);
    if (check.kind === 'refused') throw new TokenRefused(check.fault);
    return check.token;
  },
  revoke: (token) => engine.endToken(token),
});
