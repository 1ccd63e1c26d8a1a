/** A database with people, and what operations on clients need. */

import { type Client, unsetClient } from '@grantor/engine';
import { clientId, instant, userId } from '@grantor/protocol';
import type { Actor } from '../../src/administration/change.ts';
import type { ClientPorts } from '../../src/administration/held-client.ts';
import { createRandom } from '../../src/start/random.ts';
import { createUser } from '../../src/store/users.ts';
import { createAuditLog } from '../../src/telemetry/audit-log.ts';
import type { TestDatabase } from '../store/databases.ts';

export const at = instant(1_795_000_000_000);
export const ada = { id: 'ada-0001', username: 'ada' } as const;

export const actor: Actor = { userId: ada.id, username: ada.username, source: null };

export const exampleClient = (more: Partial<Client> = {}): Client => ({
  ...unsetClient,
  id: clientId('notes'),
  name: 'Acme Notes',
  source: 'administrator',
  status: 'active',
  authMethod: 'client_secret_basic',
  applicationType: 'web',
  redirectUris: ['https://notes.example/callback'],
  grantTypes: ['authorization_code', 'refresh_token'],
  responseTypes: ['code'],
  scopes: ['openid'],
  secrets: [],
  tokensValidFrom: null,
  trial: null,
  lastUsedAt: null,
  ...more,
});

export type AdministrationWorld = {
  readonly ports: ClientPorts;
  /** Types of the audit rows about this client, in order. */
  audited(id: string): Promise<readonly string[]>;
};

/** The address of a list of every redirect URI. */
export const listingSector = 'https://sector.example/uris.json';

export async function administrationWorld({ database }: TestDatabase): Promise<AdministrationWorld> {
  const audit = createAuditLog({ database, now: () => at, rows: 'keep', capacity: 100, log: () => {} });
  await createUser(database.kysely, {
    ...{ id: userId(ada.id), username: ada.username, email: null, emailVerifiedAt: null },
    ...{ role: 'admin', claims: {}, passwordHash: null, at: 1_795_000_000 as never },
  });
  const nobody = async () => {};
  return {
    ports: {
      ...{
        database,
        audit,
        now: () => at,
        outbox: null,
        random: createRandom(),
        forgetClient: nobody,
        forgetResources: nobody,
        sealer: { seal: (text, label) => `${label}|${text}` },
        clientKeys: { canEncrypt: async () => false },
        sectors: { lists: async (url) => (url === listingSector ? 'all' : 'not_all') },
        forgetDetailsTypes: nobody,
      },
      rules: {
        ...{ unserved: 'refuse', authMethods: ['none', 'client_secret_basic'] },
        ...{
          defaultAuthMethod: 'client_secret_basic',
          responseTypes: ['code'],
          responseModes: ['query'],
          algorithms: {},
          idTokenAlg: null,
        },
        grantTypesFor: () => ['authorization_code', 'refresh_token'],
        offersScope: () => true,
        ownSite: null,
        profile: 'oauth21',
        addresses: { refusalOf: () => null },
      },
    },
    async audited(id) {
      const rows = await database.kysely
        .selectFrom('audit_event')
        .select('event_type')
        .where('resource_id', '=', id)
        .orderBy('id')
        .execute();
      return rows.map(({ event_type }) => event_type);
    },
  };
}
