/** A metadata document as a client, or as none (CIMD §4.1, clients.md §5). Fetches nothing. */

import { clientId, OAuthError } from '@grantor/protocol';
import type { AuthMethodName, Client } from '../model/client.ts';
import { parseClientMetadata } from '../registration/metadata.ts';
import { clientFromMetadata } from '../registration/registered-client.ts';
import type { MetadataRules } from '../registration/rules.ts';

export type ReadDocument =
  | { readonly kind: 'client'; readonly client: Client }
  /** Something else was sent in its place, such as a challenge for browsers. */
  | { readonly kind: 'not_json' }
  | { readonly kind: 'broken' };

type Members = Readonly<Record<string, unknown>>;

const broken: ReadDocument = { kind: 'broken' };

/** Methods a document can use: it has no secret to share. */
const documentMethods: readonly AuthMethodName[] = ['none', 'private_key_jwt'];

/** What the text says of the client at `url`. */
export function readClientDocument(url: string, text: string, rules: MetadataRules): ReadDocument {
  const json = parseJson(text);
  if (json === undefined) return { kind: 'not_json' };
  if (!isObject(json) || json['client_id'] !== url || holdsSecret(json)) return broken;
  const methods = methodsOf(json, rules);
  const [method, ...further] = methods;
  if (method === undefined) return broken;
  try {
    const metadata = parseClientMetadata({ ...json, token_endpoint_auth_method: method }, rulesFor(rules));
    // Nobody is asked twice for one request; what is named for nothing is passed over (advanced.md PWS-3)
    if (metadata.subjectType === 'pairwise' && metadata.sectorIdentifierUri !== null) return broken;
    const hasKeys = metadata.jwks !== null || metadata.jwksUri !== null;
    if (metadata.clientName === null || metadata.redirectUris.length === 0) return broken;
    if (methods.includes('private_key_jwt') && !hasKeys) return broken;
    const origin = {
      id: clientId(url),
      source: 'document',
      secrets: [],
      furtherAuthMethods: further,
      lastUsedAt: null,
    } as const;
    return { kind: 'client', client: clientFromMetadata({ ...metadata, sectorIdentifierUri: null }, origin) };
  } catch (error) {
    if (error instanceof OAuthError) return broken;
    throw error;
  }
}

// CIMD §4.1: whatever a document says, everybody can read
const holdsSecret = (json: Members): boolean =>
  'client_secret' in json ||
  'client_secret_expires_at' in json ||
  String(json['token_endpoint_auth_method']).startsWith('client_secret');

/** The method it names and those it lists, as far as a document may use them; nothing said: `none`. */
function methodsOf(json: Members, rules: MetadataRules): readonly AuthMethodName[] {
  const { token_endpoint_auth_method: named, token_endpoint_auth_methods_supported: listed } = json;
  const said = [named, Array.isArray(listed) ? listed : []].flat().filter((name) => name !== undefined);
  const usable = rules.authMethods.filter((name) => documentMethods.includes(name));
  if (said.length === 0) return usable.filter((name) => name === 'none');
  return [...new Set(said)].flatMap((name) => usable.find((method) => method === name) ?? []);
}

const rulesFor = (rules: MetadataRules): MetadataRules => ({ ...rules, defaultAuthMethod: 'none' });

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
