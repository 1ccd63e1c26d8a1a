import { isLoopbackUrl } from '@grantor/protocol';
import { unavailable } from '../access/denial.ts';
import type { Ports } from '../ports/ports.ts';
import { getDocument, isSafeUrl, type JsonDocument } from './documents.ts';
import { createHeld, type Held } from './held.ts';
import { isStringArray } from './string-array.ts';

/**
 * What an issuer says about itself (RFC 8414 §2). Endpoints that it does not name are null, and so are those that
 * nothing may be sent to: without TLS, but on this machine for an issuer on this machine.
 */
export type IssuerDocument = {
  readonly jwksUri: string | null;
  readonly introspectionEndpoint: string | null;
  readonly introspectionAuthMethods: readonly string[];
  /** Whether it offers signed introspection answers (RFC 9701 §7). */
  readonly introspectionSigning: 'offered' | 'absent';
  readonly userinfoEndpoint: string | null;
  readonly authorizationEndpoint: string | null;
  readonly tokenEndpoint: string | null;
  readonly registrationEndpoint: string | null;
  /** The document as it came, or null where the issuer has none and only its key set is known. */
  readonly body: Uint8Array | null;
};

/** The document of an issuer, by its exact identifier. Throws `Denied` (`unavailable`). */
export type Discovery = (issuer: string) => Promise<IssuerDocument>;

const limit = 262_144;
/** Seconds. */
const freshFor = 3600;

/** Asks each issuer when it is first needed, then hourly; calls that overlap share one request. */
export function createDiscovery(ports: Pick<Ports, 'clock' | 'fetch'>): Discovery {
  const documents = new Map<string, Held<IssuerDocument>>();
  return (issuer) => {
    const known = documents.get(issuer);
    const held = known ?? createHeld(async () => ({ value: await discover(ports, issuer), freshFor }));
    if (known === undefined) documents.set(issuer, held);
    return held.current(ports.clock());
  };
}

/** The well-known addresses of an issuer, in the order in which they are tried (resource.md §2). */
export function wellKnownUrls(issuer: string): readonly [oauth: string, openid: string, jwks: string] {
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/$/, ''); // RFC 8414 §3.1: without the slash at its end
  return [
    `${origin}/.well-known/oauth-authorization-server${path}`,
    `${origin}${path}/.well-known/openid-configuration`, // OpenID Connect Discovery §4
    `${origin}${path}/.well-known/jwks.json`,
  ];
}

async function discover(ports: Pick<Ports, 'fetch'>, issuer: string): Promise<IssuerDocument> {
  const [oauth, openid, jwks] = wellKnownUrls(issuer);
  const faults: Fault[] = [];
  for (const url of [oauth, openid]) {
    const answer = await getDocument(ports, url, limit);
    if (answer.kind === 'absent') continue;
    const fault =
      answer.kind === 'failed'
        ? { reason: answer.reason }
        : faultOf(answer.document.object['issuer'], issuer);
    if (answer.kind === 'found' && fault === null) return readDocument(answer.document, issuer);
    // Somebody else may answer there: a page for everything, or another server of the same host
    if (fault !== null) faults.push(fault);
  }
  const [first] = faults.toSorted((one, other) => Number(isHelpful(other)) - Number(isHelpful(one)));
  if (first !== undefined) throw unavailable(first.reason);
  return { ...nothing, jwksUri: jwks };
}

/** Why a document is not the issuer's; `advice` when the reason says what to configure instead. */
type Fault = { readonly reason: string; readonly advice?: true };

const isHelpful = ({ advice }: Fault): boolean => advice === true;

const nothing: IssuerDocument = {
  jwksUri: null,
  introspectionEndpoint: null,
  introspectionAuthMethods: [],
  introspectionSigning: 'absent',
  userinfoEndpoint: null,
  authorizationEndpoint: null,
  tokenEndpoint: null,
  registrationEndpoint: null,
  body: null,
};

function readDocument({ body, object }: JsonDocument, issuer: string): IssuerDocument {
  const url = (name: string): string | null => {
    const value = object[name];
    return typeof value === 'string' && isUsable(value, issuer) ? value : null;
  };
  const methods = object['introspection_endpoint_auth_methods_supported'];
  return {
    jwksUri: url('jwks_uri'),
    introspectionEndpoint: url('introspection_endpoint'),
    introspectionAuthMethods: isStringArray(methods) ? methods : [],
    introspectionSigning: Array.isArray(object['introspection_signing_alg_values_supported'])
      ? 'offered'
      : 'absent',
    userinfoEndpoint: url('userinfo_endpoint'),
    authorizationEndpoint: url('authorization_endpoint'),
    tokenEndpoint: url('token_endpoint'),
    registrationEndpoint: url('registration_endpoint'),
    body,
  };
}

/** `http` only from this machine to this machine: no issuer elsewhere sends requests to what listens here. */
const isUsable = (url: string, issuer: string): boolean =>
  isSafeUrl(url) && (isLoopbackUrl(issuer) || /^https:/i.test(url));

// RFC 8414 §3.3: identical, a slash at the end included
function faultOf(said: unknown, configured: string): Fault | null {
  if (said === configured) return null;
  const isSlash = typeof said === 'string' && said.replace(/\/$/, '') === configured.replace(/\/$/, '');
  return isSlash
    ? {
        reason: `the issuer calls itself ${said}, only a slash differs: configure ${said} instead of ${configured}`,
        advice: true,
      }
    : { reason: `the document of ${configured} is of another issuer` };
}
