/** Registered clients: rows ↔ model, and the writes administration makes. */

import { type Client, type ClientSecret, undescribed } from '@grantor/engine';
import { clientId, epoch, instant } from '@grantor/protocol';
import type { Kysely } from 'kysely';
import type { ClientTable, Schema } from '../../database/schema.ts';

/** A client as stored, with what only administration needs. */
export type StoredClient = {
  readonly client: Client;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly version: number;
};

type Settings = Omit<
  Client,
  'id' | 'name' | 'source' | 'status' | 'secrets' | 'tokensValidFrom' | 'lastUsedAt'
>;

/** What a setting is that was never set, or did not exist yet when the client was stored. */
export const defaultSettings: Settings = {
  applicationType: null,
  authMethod: 'none',
  furtherAuthMethods: [],
  authSigningAlg: null,
  jwks: null,
  jwksUri: null,
  redirectUris: [],
  postLogoutRedirectUris: [],
  grantTypes: [],
  responseTypes: [],
  scopes: [],
  resources: null,
  ownResources: [],
  pkceRequired: null,
  consent: 'remember',
  deviceAuthorizationAuth: 'required',
  accessTokenFormat: 'jwt',
  tokenProfile: 'standard',
  refreshRotation: 'rotating',
  idTokenAlg: null,
  userinfoAlg: null,
  claimsInIdToken: false,
  defaultMaxAge: null,
  defaultAcrValues: [],
  backchannelLogoutUri: null,
  frontchannelLogoutUri: null,
  frontchannelLogoutSessionRequired: false,
  clientUri: null,
  logoUri: null,
  policyUri: null,
  tosUri: null,
  ...undescribed,
  project: null,
  serviceAccount: null,
};

export const clientFrom = (row: ClientTable): Client => ({
  ...defaultSettings,
  ...(JSON.parse(row.settings) as Partial<Settings>),
  id: clientId(row.id),
  name: row.name,
  source: row.source as Client['source'],
  status: row.status as Client['status'],
  secrets: JSON.parse(row.secrets) as readonly ClientSecret[],
  tokensValidFrom: row.tokens_valid_from_ms === null ? null : instant(row.tokens_valid_from_ms),
  lastUsedAt: row.used_at === null ? null : epoch(row.used_at),
});

type ClientColumns = Omit<
  ClientTable,
  | 'created_at'
  | 'updated_at'
  | 'version'
  | 'registration_hash'
  | 'earlier_registration_hash'
  | 'earlier_registration_until'
>;

export function clientColumns(client: Client): ClientColumns {
  const { id, name, source, status, secrets, tokensValidFrom, lastUsedAt, ...settings } = client;
  return {
    id,
    name,
    source,
    status,
    settings: JSON.stringify(settings),
    secrets: JSON.stringify(secrets),
    backchannel_logout_uri: client.backchannelLogoutUri,
    tokens_valid_from_ms: tokensValidFrom,
    used_at: lastUsedAt,
  };
}

/** Creates the client or replaces all of it; whoever caches clients must forget it after the commit. */
export async function upsertClient(kysely: Kysely<Schema>, client: Client, now: number): Promise<void> {
  const columns = clientColumns(client);
  await kysely
    .insertInto('client')
    .values({ ...columns, created_at: now, updated_at: now, version: 1 })
    .onConflict((conflict) =>
      conflict
        .column('id')
        .doUpdateSet((eb) => ({ ...columns, updated_at: now, version: eb('client.version', '+', 1) })),
    )
    .execute();
}

/** Null when there is none. */
export async function readClient(kysely: Kysely<Schema>, id: string): Promise<StoredClient | null> {
  const row = await kysely.selectFrom('client').selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined) return null;
  return {
    client: clientFrom(row),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    version: row.version,
  };
}
