import { parseObject, sha256 } from '@grantor/protocol';
import type { Access } from '../access/access.ts';
import { unavailable } from '../access/denial.ts';
import type { IssuerOptions } from '../issuer/issuer-options.ts';
import type { Ports } from '../ports/ports.ts';
import type { PersonalClaims } from './claims.ts';
import { createRecentResults } from './recent-results.ts';

/**
 * What the issuer's userinfo endpoint says of the caller; null when the token does not open it. Throws `Denied`
 * (`unavailable`) when there is no answer: without its e-mail a person could get a second identity.
 */
export type Userinfo = (access: Access, issuer: IssuerOptions) => Promise<PersonalClaims | null>;

/** Seconds an answer is kept for its token. */
const kept = 600;
const timeout = 5;
const limit = 65_536;

/** Asks with the caller's own token (OpenID Connect Core §5.3.1); `endpointOf` finds the endpoint, or null. */
export function createUserinfo(
  ports: Pick<Ports, 'clock' | 'fetch'>,
  endpointOf: (issuer: IssuerOptions) => Promise<string | null>,
): Userinfo {
  const recent = createRecentResults<PersonalClaims | null>(ports.clock, kept);
  const ask = async ({ token, claims, scheme }: Access, issuer: IssuerOptions) => {
    // The key of a bound token is the caller's: a proof for another server cannot be made here (RFC 9449 §4.2)
    const url = scheme === 'Bearer' ? await endpointOf(issuer) : null;
    if (url === null) return null;
    const headers = { authorization: `Bearer ${token.reveal()}`, accept: 'application/json' };
    const answer = await ports
      .fetch({ url, method: 'GET', headers, body: null, timeout, limit })
      .catch((cause) => {
        throw unavailable('userinfo does not answer', cause);
      });
    if (isRefusal(answer.status)) return null;
    const said = answer.status === 200 ? parseObject(answer.body) : null;
    if (said === null) throw unavailable(`userinfo answers ${answer.status} without claims`);
    // OpenID Connect Core §5.3.2: another subject is another person's answer
    return said['sub'] === claims['sub'] ? said : null;
  };
  return (access, issuer) => recent(sha256(access.token.reveal()), () => ask(access, issuer));
}

// A token without the scope openid is refused every time; too many requests pass
const isRefusal = (status: number): boolean => status >= 400 && status < 500 && status !== 429;
