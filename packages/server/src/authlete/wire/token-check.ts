/** Who may call: whoever holds one of the tokens of the configuration, which are as good as an administrator (federation-vci-authlete.md ATL-20). */

import { accessCredentials, equalDigests, type Secret, sha256 } from '@grantor/protocol';
import type { Exchange } from '../../http/exchange.ts';
import { header } from '../../http/exchange.ts';

export type TokenCheck = (exchange: Exchange) => boolean;

/** By digests of one length: how long the comparison takes tells nothing. */
export function createTokenCheck(tokens: readonly Secret[]): TokenCheck {
  const digests = tokens.map((token) => sha256(token.reveal()));
  return (exchange) => {
    const shown = accessCredentials(header(exchange, 'authorization'));
    if (shown === null || shown.scheme !== 'bearer') return false;
    const digest = sha256(shown.token);
    return digests.filter((known) => equalDigests(known, digest)).length > 0;
  };
}
