/** Tokens of this instance in the hands of the application around it. */

import type {
  CheckedToken,
  Engine,
  OrderedToken,
  OrderFault,
  TokenDemand,
  TokenFault,
  TokenOrder,
} from '@grantor/engine';

export type Tokens = {
  /**
   * What the access token says, if it is good for `audience` and has all `scopes`, by its live state: what was revoked,
   * disabled or taken away counts at once. Rejects with TokenRefused. A token bound to a key is refused (`bound`), as
   * no proof comes with it.
   */
  readonly verify: (token: string, demand: TokenDemand) => Promise<CheckedToken>;
  /**
   * Makes an access token for a client, in the name of a person or of nobody: no consent is asked, so it is what an
   * administrator does, and audited as that (ADMIN_TOKEN_ISSUED). It says no more than the client, its resources and the
   * person could be granted; the person sees it among their sessions. Rejects with IssueRefused.
   */
  readonly issue: (order: TokenOrder) => Promise<OrderedToken>;
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

/** What was ordered cannot be given; `fault` says which part of it. Nothing was made. */
export class IssueRefused extends Error {
  override readonly name = 'IssueRefused';
  readonly fault: OrderFault;

  constructor(fault: OrderFault) {
    super(`no such token can be issued: ${fault}`);
    this.fault = fault;
  }
}

type TokenWorld = {
  readonly engine: Pick<Engine, 'checkToken' | 'issueToken' | 'endToken'>;
  /** Notes the id of a person whom only the application knows so far. */
  readonly introduce: (user: string) => Promise<void>;
};

export const tokensOf = ({ engine, introduce }: TokenWorld): Tokens => ({
  async verify(token, demand) {
    const check = await engine.checkToken(token, demand);
    if (check.kind === 'refused') throw new TokenRefused(check.fault);
    return check.token;
  },
  async issue(order) {
    if (order.user !== undefined) await introduce(order.user);
    const outcome = await engine.issueToken(order);
    if (outcome.kind === 'refused') throw new IssueRefused(outcome.fault);
    return outcome.token;
  },
  revoke: (token) => engine.endToken(token),
});
