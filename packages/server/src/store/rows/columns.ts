/** What columns share. JSON here was written by this program, so it is parsed and not checked again. */

import {
  type AgreedClaims,
  type Authentication,
  type AuthorizationDetail,
  type Confirmation,
  noClaims,
  type RefreshBinding,
  type Told,
} from '@grantor/engine';
import { epoch } from '@grantor/protocol';

/** Of a guest; nothing of a user (federation-vci-authlete.md ATL-25). */
export const toldIn = (column: string | null): { readonly told?: Told } =>
  column === null ? {} : { told: JSON.parse(column) };

export const toldColumn = ({ told }: { readonly told?: Told }): string | null =>
  told === undefined ? null : JSON.stringify(told);

const mostKept = 1000;
const longestKept = 256;

/** Of texts that rows have few different ones of: each is read once, and nobody can change what was read. */
function readOnce<Value>(): (json: string) => Value {
  const kept = new Map<string, Value>();
  return (json) => {
    const known = kept.get(json);
    if (known !== undefined) return known;
    const read: Value = JSON.parse(json, (_, value: unknown) => Object.freeze(value));
    if (kept.size === mostKept) kept.clear();
    if (json.length <= longestKept) kept.set(json, read);
    return read;
  };
}

/** Of scopes, audiences, ways of signing in. */
export const list = readOnce<readonly string[]>();

/** null: none. */
export const detailsFrom = (json: string | null): readonly AuthorizationDetail[] =>
  json === null ? [] : JSON.parse(json);

export const detailsColumn = (details: readonly AuthorizationDetail[]): string | null =>
  details.length === 0 ? null : JSON.stringify(details);

/** null: of an approval without any, or there is none. */
export const agreedClaims = (json: string | null): AgreedClaims =>
  json === null ? noClaims : claimsFrom(json);

const claimsFrom = readOnce<AgreedClaims>();

/** null: nothing is to be proved. */
export const confirmationFrom = (json: string | null): Confirmation | null =>
  json === null ? null : JSON.parse(json);

/** null: the client alone is what counts. */
export const refreshBindingFrom = (json: string | null): RefreshBinding | null =>
  json === null ? null : JSON.parse(json);

export const confirmationColumn = (confirmation: RefreshBinding | null): string | null =>
  confirmation === null ? null : JSON.stringify(confirmation);

/** The brand of a column that may be null. */
export const nullable = <From, To>(value: From | null, brand: (value: From) => To): To | null =>
  value === null ? null : brand(value);

type AuthenticationColumns = {
  auth_time: number | null;
  acr: string | null;
  amr: string | null;
  provider?: string | null;
};

export function authenticationFrom(columns: AuthenticationColumns): Authentication | null {
  const { auth_time, acr, amr, provider = null } = columns;
  if (auth_time === null || acr === null || amr === null) return null;
  return requiredAuthenticationFrom({ auth_time, acr, amr, provider });
}

export const requiredAuthenticationFrom = (columns: {
  auth_time: number;
  acr: string;
  amr: string;
  provider: string | null;
}): Authentication => ({
  authTime: epoch(columns.auth_time),
  acr: columns.acr,
  amr: list(columns.amr),
  ...(columns.provider === null ? {} : { provider: columns.provider }),
});

export const authenticationColumns = ({ authTime, acr, amr }: Authentication) => ({
  auth_time: authTime,
  acr,
  amr: JSON.stringify(amr),
});

/** The same of what goes on: the provider is asked about again. */
export const signInColumns = (authentication: Authentication) => ({
  ...authenticationColumns(authentication),
  provider: authentication.provider ?? null,
});

export const noAuthentication = { auth_time: null, acr: null, amr: null };

// OpenID Connect Back-Channel Logout §2.7, protocol.md LO-5
export const endsWithLogout = (scope: readonly string[]): boolean =>
  scope.includes('openid') && !scope.includes('offline_access');
