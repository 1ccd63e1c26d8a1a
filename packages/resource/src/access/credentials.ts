import { jwtLimit, parseAuthorization } from '@grantor/protocol';
import type { GuardRequest } from '../request/guard-request.ts';
import { parseTarget } from '../request/request-target.ts';
import type { Scheme } from './access.ts';
import { Denied, invalidToken } from './denial.ts';

/** A token as it was presented. */
export type Credentials = { readonly scheme: Scheme; readonly token: string };

const b64token = /^[A-Za-z0-9\-._~+/]+=*$/; // RFC 6750 §2.1

const names: Readonly<Record<string, Scheme>> = { bearer: 'Bearer', dpop: 'DPoP' };

/**
 * The token of the `Authorization` header, by one of the schemes in use (RFC 6750 §2, OAuth 2.1 §5.1). Throws
 * `Denied`: `no_credentials` where there is none (a token in the query is none), `malformed` where there is
 * more than one, `invalid_token` where it cannot be a token.
 */
export function readCredentials(request: GuardRequest, schemes: readonly Scheme[]): Credentials {
  const lines = request.header('authorization');
  const [line] = lines;
  if (line === undefined) throw new Denied({ kind: 'no_credentials' });
  if (lines.length > 1) throw malformed('several Authorization headers');
  if (new URLSearchParams(parseTarget(request.url).query).has(tokenParameter)) {
    throw malformed('a token in the query beside the Authorization header');
  }
  const parsed = parseAuthorization(line);
  const scheme = parsed === null ? undefined : names[parsed.scheme];
  // RFC 6750 §3.1: another scheme counts as no credentials
  if (parsed === null || scheme === undefined || !schemes.includes(scheme) || parsed.value === '') {
    throw new Denied({ kind: 'no_credentials' });
  }
  const { value: token } = parsed;
  // Some platforms join several headers
  if (/,\s*(?:bearer|dpop)\s/i.test(token)) throw malformed('several Authorization headers, joined');
  if (token.length > jwtLimit) throw invalidToken('the token is too long');
  if (!b64token.test(token)) throw invalidToken('the token is no b64token');
  return { scheme, token };
}

/**
 * Throws `Denied` (`malformed`) where a form carries another token (RFC 6750 §2.2, OAuth 2.1 §5.1), as far as the
 * platform lets it be seen.
 */
export async function checkForm(request: GuardRequest): Promise<void> {
  if (request.formNames === undefined || !request.header('content-type').some(isForm)) return;
  const names = await request.formNames();
  if (names.includes(tokenParameter)) throw malformed('a token in the form beside the Authorization header');
}

const isForm = (type: string): boolean =>
  type.split(';', 1)[0]?.trim().toLowerCase() === 'application/x-www-form-urlencoded';

const tokenParameter = 'access_token';

/** By which scheme a token comes, if by any; whether it can be one is not looked at. */
export function presentedScheme(request: GuardRequest): Scheme | null {
  const [line] = request.header('authorization');
  const parsed = line === undefined ? null : parseAuthorization(line);
  return parsed === null ? null : (names[parsed.scheme] ?? null);
}

const malformed = (reason: string): Denied => new Denied({ kind: 'malformed', reason });
