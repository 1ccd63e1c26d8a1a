/** Metadata of the service, as far as it is true of this server in front of it (federation-vci-authlete.md ATL-18). */

import { type Reply, sha256 } from '@grantor/protocol';
import { controlPlaneFault } from './fault.ts';

export type ServedHere = {
  readonly baseUrl: string;
  /** Whether anything answers at the path, which begins behind `baseUrl`. */
  readonly serves: (path: string) => boolean;
};

type Members = Readonly<Record<string, unknown>>;

/**
 * Without the endpoints below this server's address that nothing answers at, and without what is said of them. Throws
 * `server_error` for what is no document.
 */
export function servedMetadata(reply: Reply, here: ServedHere): Reply {
  const named = membersIn(reply);
  const kept = withoutAbsent(named, here);
  const isWhole = Object.keys(named).length === Object.keys(kept).length;
  // What is signed would say again what was left out
  const signed = isWhole ? kept : without(kept, (name) => name === 'signed_metadata');
  const body = JSON.stringify(
    'backchannel_authentication_endpoint' in signed ? signed : withoutRequests(signed),
  );
  const { etag } = reply.headers;
  const headers = etag === undefined ? reply.headers : { ...reply.headers, etag: `"${sha256(body)}"` };
  return { ...reply, headers, body };
}

function membersIn({ body }: Reply): Members {
  try {
    const value: unknown = JSON.parse(body ?? '');
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // told of below
  }
  throw controlPlaneFault('metadata is no JSON object');
}

function withoutAbsent(members: Members, { baseUrl, serves }: ServedHere): Members {
  const isAbsent = (name: string, value: unknown): boolean =>
    /_(?:endpoint|iframe)$/.test(name) &&
    typeof value === 'string' &&
    value.startsWith(`${baseUrl}/`) &&
    !serves(value.slice(baseUrl.length));
  // Nobody else hears of a sign-out here (federation-vci-authlete.md ATL-9)
  return without(members, (name, value) => isAbsent(name, value) || /channel_logout_/.test(name));
}

/** Where nobody asks people there is no such grant (CIBA §4). */
function withoutRequests(members: Members): Members {
  const { grant_types_supported: grants } = members;
  const others = without(members, (name) => name.startsWith('backchannel_'));
  return Array.isArray(grants)
    ? { ...others, grant_types_supported: grants.filter((grant) => grant !== cibaGrant) }
    : others;
}

const cibaGrant = 'urn:openid:params:grant-type:ciba';

const without = (members: Members, isOut: (name: string, value: unknown) => boolean): Members =>
  Object.fromEntries(Object.entries(members).filter(([name, value]) => !isOut(name, value)));
