/** The engine's Store over SQL. Owns the cache of clients and resources; decides nothing. */

import type { Client, ClientDocument, Commit, KnownDetailsType, Resource, Store } from '@grantor/engine';
import { type ClientId, clientId } from '@grantor/protocol';
import { forgettingTogether } from '../cluster/forgetting.ts';
import { noRelay, type Relay } from '../cluster/relay.ts';
import type { Database } from '../database/database.ts';
import type { ClientDocumentTable, ClientTable, ResourceTable } from '../database/schema.ts';
import { type NoValues, prepareQuery } from '../database/statement.ts';
import { type CommitOptions, createCommit } from './commit.ts';
import { createDevicePoll } from './device-poll.ts';
import { createPolicyRecords } from './policy-records.ts';
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
  /** To the other workers of this machine; absent: there are none. */
  readonly relay?: Relay | undefined;
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
  const { onCommitted = () => {} } = options;
  const { clients, documents, resources, forAll } = createCaches(database, options);
  const { held, forgetDetailsTypes, forgetPolicies, ...policies } = createPolicyRecords(database, forAll);
  const commitOptions = {
    ...options,
    onCommitted(commit: Commit) {
      for (const id of writtenClients(commit)) forget.client(id);
      onCommitted(commit);
    },
  };
  const forget = forgettingTogether(
    {
      client(id) {
        clients.forget(clientId(id));
        documents.forget(clientId(id));
      },
      resources: () => resources.forget('all'),
      details_types: forgetDetailsTypes,
      policies: forgetPolicies,
    },
    options.relay ?? noRelay,
  );
  const { loadClient, loadDocument, loadResources } = prepareRecords(database);
  return {
    ...createReads(database),
    findClient: (id) => clients.get(id, () => loadClient(id)),
    findClientDocument: (url) => documents.get(url, () => loadDocument(url)),
    listResources: async () => (await resources.get('all', loadResources)) ?? [],
    ...policies,
    pollDeviceCode: createDevicePoll(database),
    commit: createCommit(database, commitOptions),
    forgetClient: forget.client,
    forgetResources: () => forget.resources('all'),
    forgetDetailsTypes: () => forget.details_types('all'),
    forgetPolicies: () => forget.policies('all'),
    cacheSizes: () => ({
      client: clients.size,
      client_document: documents.size,
      resource: resources.size,
      ...held(),
    }),
  };
}

/** Caches of what changes seldom; `forAll`: of one that keeps everything as one entry. */
function createCaches(
  { dialect }: Database,
  { cacheLifetime = FIVE_MINUTES, cacheEntries = 10_000, onCacheAsked }: EngineStoreOptions,
) {
  const cache = (name: StoreCache, entries: number) => ({
    lifetime: Math.min(cacheLifetime, dialect.cacheLimit ?? cacheLifetime),
    clock: () => performance.now(),
    entries,
    ...(onCacheAsked && { asked: (outcome: 'hit' | 'miss') => onCacheAsked(name, outcome) }),
  });
  const forAll = (name: StoreCache) => cache(name, 1);
  return {
    clients: new RecordCache<ClientId, Client>({ ...cache('client', cacheEntries), bytes: clientBytes }),
    documents: new RecordCache<ClientId, ClientDocument>({
      ...cache('client_document', cacheEntries),
      bytes: documentBytes,
    }),
    resources: new RecordCache<'all', readonly Resource[]>(forAll('resource')),
    forAll,
  };
}

/** The clients whose record is another one now. */
const writtenClients = ({ facts }: Commit): readonly ClientId[] =>
  facts.flatMap((fact) => {
    if (fact.kind === 'client_registered') return [fact.registration.client.id];
    if (
      fact.kind === 'client_replaced' ||
      fact.kind === 'client_deleted' ||
      fact.kind === 'federation_client_registered' ||
      fact.kind === 'document_withdrawn'
    )
      return [fact.client.id];
    if (fact.kind === 'document_adopted' || fact.kind === 'document_confirmed') return [fact.document.url];
    return fact.kind === 'client_used' ? [fact.clientId] : [];
  });

function prepareRecords(database: Database) {
  const readDocument = prepareQuery<{ url: string }, ClientDocumentTable>(database, (kysely, { url }) =>
    kysely.selectFrom('client_document').selectAll().where('url', '=', url),
  );
  const readClient = prepareQuery<{ id: string }, ClientTable>(database, (kysely, { id }) =>
    kysely.selectFrom('client').selectAll().where('id', '=', id),
  );
  const readResources = prepareQuery<NoValues, ResourceTable>(database, (kysely) =>
    kysely.selectFrom('resource').selectAll().orderBy('uri'),
  );
  return {
    async loadClient(id: ClientId): Promise<Client | null> {
      const [row] = await readClient({ id });
      return row === undefined ? null : clientFrom(row);
    },
    async loadDocument(url: ClientId): Promise<ClientDocument | null> {
      const [row] = await readDocument({ url });
      return row === undefined ? null : clientDocumentFrom(row);
    },
    loadResources: async () => (await readResources({})).map(resourceFrom),
  };
}
