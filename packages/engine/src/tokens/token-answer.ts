/** The body of a successful token answer (RFC 6749 §5.1, protocol.md TK-2). */

import { type Epoch, scopeMember } from '@grantor/protocol';
import type { AuthorizationDetail } from '../model/authorization-details.ts';
import { toldDetail } from '../model/credential-configuration.ts';
import { detailsMember } from './authorization-details.ts';

export type TokenAnswer = {
  readonly accessToken: string;
  /** `N_A`: no access token, whatever the member is called (RFC 8693 §2.2.1). */
  readonly tokenType: 'Bearer' | 'DPoP' | 'N_A';
  readonly expiresAt: Epoch;
  readonly refreshToken: string | null;
  readonly idToken: string | null;
  readonly scope: readonly string[];
  /** Those the access token carries (RFC 9396 §7). */
  readonly details: readonly AuthorizationDetail[];
  /** Of an exchange (RFC 8693 §2.2.1). */
  readonly issuedTokenType?: string;
  /** null: of no managed grant (Grant Management §5.5). */
  readonly grantId: string | null;
};

/** As it goes on the wire at `now`: `expires_in` is the time that is left. */
export const formatAnswer = (answer: TokenAnswer, now: Epoch) => ({
  access_token: answer.accessToken,
  issued_token_type: answer.issuedTokenType,
  token_type: answer.tokenType,
  expires_in: Math.max(1, answer.expiresAt - now),
  refresh_token: answer.refreshToken ?? undefined,
  id_token: answer.idToken ?? undefined,
  scope: scopeMember(answer.scope),
  authorization_details: detailsMember(answer.details.map(toldDetail)), // RFC 9396 §7
  grant_id: answer.grantId ?? undefined, // Grant Management §5.5
});

/** For keeping: read again by `readAnswer` only. */
export const serialiseAnswer = (answer: TokenAnswer): string => JSON.stringify(answer);

/** One of before there were bound tokens does not name its type. */
export const readAnswer = (text: string): TokenAnswer => ({ tokenType: 'Bearer', ...JSON.parse(text) });
