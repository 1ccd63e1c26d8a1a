import { unavailable } from '../access/denial.ts';
import type { Ports } from '../ports/ports.ts';
import { type DocumentAnswer, getDocument, type JsonDocument } from './documents.ts';
import { createHeld, type Held } from './held.ts';
import { isStringArray } from './string-array.ts';

/** What an issuer says about itself (RFC 8414 §2); endpoints it does not name are null. */
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
  const answers: DocumentAnswer[] = [];
  for (const url of [oauth, openid]) {
    const answer = await getDocument(ports, url, limit);
    if (answer.kind === 'found') return readDocument(answer.document, issuer);
    answers.push(answer);
  }
  const failure = answers.find((answer) => answer.kind === 'failed');
  if (failure !== undefined) throw unavailable(failure.reason);
  return { ...nothing, jwksUri: jwks };
}

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
  checkIssuer(object['issuer'], issuer);
  const url = (name: string): string | null => {
    const value = object[name];
    return typeof value === 'string' ? value : null;
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

// RFC 8414 §3.3: identical, a slash at the end included
function checkIssuer(said: unknown, configured: string): void {
  if (said === configured) return;
  const isSlash = typeof said === 'string' && said.replace(/\/$/, '') === configured.replace(/\/$/, '');
  throw unavailable(
    isSlash
      ? `the issuer calls itself ${said}, only a slash differs: configure ${said} instead of ${configured}`
      : `the document of ${configured} is of another issuer`,
  );
}
