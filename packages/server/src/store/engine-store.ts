/** The engine's Store over SQL. Owns the cache of clients and resources; decides nothing. */

import type {
  Client,
  ClientDocument,
  Commit,
  ExchangeRule,
  KnownDetailsType,
  Resource,
  Store,
  TrustedIssuer,
} from '@grantor/engine';
import type { ClientId } from '@grantor/protocol';
import type { Database } from '../database/database.ts';
import type {
  ClientDocumentTable,
  ClientTable,
  DetailsTypeTable,
  PolicyTable,
  ResourceTable,
} from '../database/schema.ts';
import { type NoValues, prepareQuery } from '../database/statement.ts';
import { type CommitOptions, createCommit } from './commit.ts';
import { compileDetailsType, detailsTypeFrom } from './details-types.ts';
import { createDevicePoll } from './device-poll.ts';
import { policyFrom } from './policies.ts';
import { createReads } from './reads.ts';
import { RecordCache } from './record-cache.ts';
import { resourceFrom } from './resources.ts';
import { clientFrom } from './rows/client.ts';
import { clientDocumentFrom } from './rows/client-document.ts';

export type EngineStoreOptions = CommitOptions & {
  /** Milliseconds; on PostgreSQL at most 10 s (operations.md E-4). */
  readonly cacheLifetime?: number;
  readonly cacheEntries?: number;
  readonly onCacheAsked?: (cache: StoreCache, outcome: 'hit' | 'miss') => void;
};

export const storeCaches = ['client', 'client_document', 'resource', 'details_type', 'policy'] as const;
export type StoreCache = (typeof storeCaches)[number];

export type EngineStore = Store & {
  /** To be called once a write to the client has been committed: the next read sees it. */
  forgetClient(id: ClientId): void;
  forgetResources(): void;
  /** May be cached, as resources. */
  listDetailsTypes(): Promise<readonly KnownDetailsType[]>;
  forgetDetailsTypes(): void;
  /** Of trusted issuers and exchange rules. */
  forgetPolicies(): void;
  /** How many records each cache holds now. */
  cacheSizes(): Readonly<Record<StoreCache, number>>;
};

const FIVE_MINUTES = 300_000;

/** Strangers make clients and documents: about the bytes that may be held of each (security.md L-8). */
const clientBytes = {
  most: 16 * 1024 * 1024,
  of: (client: Client): number => JSON.stringify(client).length,
};
const documentBytes = { most: 8 * 1024 * 1024, of: ({ text }: ClientDocument): number => text.length };

export function createEngineStore(database: Database, options: EngineStoreOptions = {}): EngineStore {
  const { cacheLifetime = FIVE_MINUTES, cacheEntries = 10_000, onCommitted = () => {}, ...rest } = options;
  const { onCacheAsked } = options;
  const asked = (name: StoreCache) =>
    onCacheAsked && { asked: (outcome: 'hit' | 'miss') => onCacheAsked(name, outcome) };
  const cache = {
    lifetime: Math.min(cacheLifetime, database.dialect.cacheLimit ?? cacheLifetime),
    clock: () => performance.now(),
  };
  const records = { ...cache, entries: cacheEntries };
  const clients = new RecordCache<ClientId, Client>({ ...records, ...asked('client'), bytes: clientBytes });
  const documents = new RecordCache<ClientId, ClientDocument>({
    ...records,
    ...asked('client_document'),
    bytes: documentBytes,
  });
  const whole = <Value>(name: StoreCache) =>
    new RecordCache<'all', readonly Value[]>({ ...cache, ...asked(name), entries: 1 });
  const resources = whole<Resource>('resource');
  const detailsTypes = whole<KnownDetailsType>('details_type');
  const issuers = whole<TrustedIssuer>('policy');
  const rules = whole<ExchangeRule>('policy');
  const commitOptions = {
    ...rest,
    onCommitted(commit: Commit) {
      for (const id of writtenClients(commit)) forgetClient(id);
      onCommitted(commit);
    },
  };
  const forgetClient = (id: ClientId): void => {
    clients.forget(id);
    documents.forget(id);
  };
  const { readDocument, readClient, readResources, readTypes, readIssuers, readRules } =
    prepareRecords(database);
  return {
    ...createReads(database),
    findClient: (id) =>
      clients.get(id, async () => {
        const [row] = await readClient({ id });
        return row === undefined ? null : clientFrom(row);
      }),
    findClientDocument: (url) =>
      documents.get(url, async () => {
        const [row] = await readDocument({ url });
        return row === undefined ? null : clientDocumentFrom(row);
      }),
    listResources: async () =>
      (await resources.get('all', async () => (await readResources({})).map(resourceFrom))) ?? [],
    listDetailsTypes: async () =>
      (await detailsTypes.get('all', async () =>
        (await readTypes({})).map((row) => compileDetailsType(detailsTypeFrom(row))),
      )) ?? [],
    listTrustedIssuers: async () =>
      (await issuers.get('all', async () =>
        (await readIssuers({})).map((row) => policyFrom('trusted_issuer', row)),
      )) ?? [],
    listExchangeRules: async () =>
      (await rules.get('all', async () =>
        (await readRules({})).map((row) => policyFrom('exchange_rule', row)),
      )) ?? [],
    pollDeviceCode: createDevicePoll(database),
    commit: createCommit(database, commitOptions),
    forgetClient,
    forgetResources: () => resources.forget('all'),
    forgetDetailsTypes: () => detailsTypes.forget('all'),
    forgetPolicies() {
      issuers.forget('all');
      rules.forget('all');
    },
    cacheSizes: () => ({
      client: clients.size,
      client_document: documents.size,
      resource: resources.size,
      details_type: detailsTypes.size,
      policy: issuers.size + rules.size,
    }),
  };
}

/** The clients whose record is another one now. */
const writtenClients = ({ facts }: Commit): readonly ClientId[] =>
  facts.flatMap((fact) => {
    if (fact.kind === 'client_registered') return [fact.registration.client.id];
    if (
      fact.kind === 'client_replaced' ||
      fact.kind === 'client_deleted' ||
      fact.kind === 'document_withdrawn'
    )
      return [fact.client.id];
    if (fact.kind === 'document_adopted' || fact.kind === 'document_confirmed') return [fact.document.url];
    return fact.kind === 'client_used' ? [fact.clientId] : [];
  });

const prepareRecords = (database: Database) => ({
  readDocument: prepareQuery<{ url: string }, ClientDocumentTable>(database, (kysely, { url }) =>
    kysely.selectFrom('client_document').selectAll().where('url', '=', url),
  ),
  readClient: prepareQuery<{ id: string }, ClientTable>(database, (kysely, { id }) =>
    kysely.selectFrom('client').selectAll().where('id', '=', id),
  ),
  readResources: prepareQuery<NoValues, ResourceTable>(database, (kysely) =>
    kysely.selectFrom('resource').selectAll().orderBy('uri'),
  ),
  readTypes: prepareQuery<NoValues, DetailsTypeTable>(database, (kysely) =>
    kysely.selectFrom('details_type').selectAll().orderBy('id'),
  ),
  readIssuers: prepareQuery<NoValues, PolicyTable>(database, (kysely) =>
    kysely.selectFrom('trusted_issuer').selectAll().orderBy('id'),
  ),
  readRules: prepareQuery<NoValues, PolicyTable>(database, (kysely) =>
    kysely.selectFrom('exchange_rule').selectAll().orderBy('id'),
  ),
});
