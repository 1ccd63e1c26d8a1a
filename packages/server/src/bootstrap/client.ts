import {
  type Client,
  type ClientMetadata,
  deviceGrant,
  isMetadataMember,
  type MetadataRules,
  parseClientMetadata,
  profileNameOf,
  signsWithSecret,
  UnacceptableMetadata,
  unsetClient,
} from '@grantor/engine';
import { clientId, Secret, sha256 } from '@grantor/protocol';
import { checkClient, checkDeclaredSecret } from './client-checks.ts';
import { type ClientSettingMembers, clientSettings } from './client-settings.ts';
import { type Environment, entryReader } from './entry.ts';
import { type Finding, findingAt, place } from './problems.ts';

/**
 * Reads elements of `clients`, with every default resolved and every problem they have. Their metadata is read
 * by the rules of registration.
 */
export function clientReader(environment: Environment, rules: MetadataRules) {
  const read = describedClientReader(environment, rules);
  return (value: unknown, path: readonly PropertyKey[]) => {
    const { client, given, problems } = read(value, path);
    if (client === null) return { client, shared: null, problems };
    const shared = signsWithSecret(client) ? given : null;
    return {
      client,
      shared,
      problems: [
        ...problems,
        ...checkDeclaredSecret(client, { ...Object(value) }, path),
        ...short(shared, path),
      ],
    };
  };
}

/** RFC 7518 §3.2: as long as the digest at least. */
const short = (shared: Secret | null, path: readonly PropertyKey[]): readonly Finding[] =>
  shared !== null && Buffer.byteLength(shared.reveal()) < 32
    ? [findingAt(place([...path, 'client_secret']), 'secret_short', {})]
    : [];

/** The same of clients whose secrets are made here: none stands beside them. */
export function describedClientReader(environment: Environment, rules: MetadataRules) {
  const readSettings = entryReader(clientSettings(environment));
  return (value: unknown, path: readonly PropertyKey[]) => {
    const [described, rest] = divide(value);
    const settings = readSettings(rest, path);
    const { metadata, problems } = readMetadata(described, rules, path);
    const found = [...settings.problems, ...problems];
    if (settings.declared === null || metadata === null)
      return { client: null, given: null, problems: found };
    const client = resolveClient(settings.declared, metadata);
    const { client_secret: secret } = settings.declared;
    return {
      client,
      given: secret === undefined ? null : Secret.of(secret),
      problems: [
        ...found,
        ...checkClient(heldTo(client, rules), { ...described, ...settings.declared }, path),
      ],
    };
  };
}

/** With the profile that binds it, which is the server's where that is one of FAPI (advanced.md PRF-2). */
const heldTo = (client: Client, { profile }: MetadataRules): Client => ({
  ...client,
  profile: profileNameOf(client, { profile }),
});

type Members = Readonly<Record<string, unknown>>;

/** The members that registration knows, and all others; what is no object is all others. */
function divide(value: unknown): readonly [described: Members, rest: unknown] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [{}, value];
  const entries = Object.entries(value);
  const isDescribed = ([name]: readonly [string, unknown]) => isMetadataMember(name);
  return [
    Object.fromEntries(entries.filter(isDescribed)),
    Object.fromEntries(entries.filter((entry) => !isDescribed(entry))),
  ];
}

function readMetadata(
  described: Members,
  rules: MetadataRules,
  path: readonly PropertyKey[],
): { readonly metadata: ClientMetadata | null; readonly problems: readonly Finding[] } {
  try {
    return { metadata: parseClientMetadata(described, rules), problems: [] };
  } catch (error) {
    if (!(error instanceof UnacceptableMetadata)) throw error;
    const problems = findingsIn(error).map(({ at, ...rest }) => ({
      at: path.length === 0 ? at : `${place(path)}.${at}`,
      ...rest,
    }));
    return { metadata: null, problems };
  }
}

/** What registration found, as it is told of declarations. */
export const findingsIn = ({ problems }: UnacceptableMetadata): readonly Finding[] =>
  problems.map(({ at, sentence, fault, values }) => ({
    at,
    message: sentence,
    fault: { code: fault, values },
  }));

const resolveClient = (settings: ClientSettingMembers, metadata: ClientMetadata): Client => ({
  ...unsetClient,
  ...metadata,
  id: clientId(settings.client_id),
  name: metadata.clientName ?? settings.client_id,
  source: 'administrator',
  status: 'active',
  secrets:
    settings.client_secret === undefined ? [] : [{ hash: sha256(settings.client_secret), expiresAt: null }],
  scopes: metadata.scopes.length > 0 ? metadata.scopes : usualScopes(metadata),
  resources: settings.resources ?? null,
  ownResources: settings.own_resources ?? [],
  allowedGroups: settings.allowed_groups ?? null,
  profile: settings.profile ?? null,
  pkceRequired: settings.require_pkce ?? null,
  dpopNonceRequired: settings.require_dpop_nonce ?? null,
  consent: settings.skip_consent === true ? 'skip' : 'remember',
  description: settings.description ?? null,
  deviceAuthorizationAuth: settings.device_authorization_auth ?? 'required',
  accessTokenFormat: settings.access_token_format ?? 'jwt',
  tokenProfile: settings.token_profile ?? 'standard',
  refreshRotation: settings.refresh_rotation ?? 'rotating',
  claimsInIdToken: settings.claims_in_id_token ?? false,
  extraClaims: settings.extra_claims === true ? 'allowed' : 'refused',
  project: settings.project ?? null,
  serviceAccount: settings.service_account ?? null,
  tokensValidFrom: null,
  trial: null,
  lastUsedAt: null,
});

/** Without a scope: what the form for new clients offers, and for machines what is not about a person. */
function usualScopes({ grantTypes }: ClientMetadata): readonly string[] {
  const actsForPeople = grantTypes.includes('authorization_code') || grantTypes.includes(deviceGrant);
  return actsForPeople // protocol.md SC-5
    ? ['openid', 'profile', 'email', 'offline_access', 'read', 'write']
    : ['read', 'write'];
}
