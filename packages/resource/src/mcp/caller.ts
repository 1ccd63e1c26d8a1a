import type { Access } from '../access/access.ts';

/** Where `accessOf` finds the access again; copies keep it, and nothing prints it. */
const origin: unique symbol = Symbol('access');

/** What the MCP SDK tells handlers about a caller (resource.md §1). */
export type AuthInfo = {
  token: string;
  clientId: string;
  scopes: string[];
  /** Seconds since 1970. */
  expiresAt: number;
  resource?: URL;
  extra: Record<string, unknown>;
  [origin]?: Access;
};

/**
 * The access in the shape that the MCP SDK reads; `resource` is the one it was checked for, or null where that is
 * taken from each request. The token is in the clear: the SDK's type wants it so.
 */
export function authInfoOf(access: Access, resource: string | null): AuthInfo {
  const { issuer, subject, user, claims, audience, clientId } = access;
  const url = [resource ?? '', ...audience].map((one) => URL.parse(one)).find((one) => one !== null);
  return {
    token: access.token.reveal(),
    clientId: clientId ?? subject ?? '',
    scopes: [...access.scopes],
    expiresAt: access.expiresAt,
    ...(url === undefined ? {} : { resource: url }),
    extra: { issuer, subject, user, claims },
    [origin]: access,
  };
}

/** The access behind what the SDK gives a tool: `accessOf(extra.authInfo).require('files:write')`. */
export function accessOf(info: object | undefined): Access {
  const access = info === undefined ? undefined : (info as AuthInfo)[origin];
  if (access === undefined) throw new TypeError('This request did not come through protect or verifier.');
  return access;
}
