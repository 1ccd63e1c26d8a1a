/** The engine's Store over SQL. Owns the cache of clients and resources; decides nothing. */

import type { Client, ClientDocument, Commit, KnownDetailsType, Resource, Store } from '@grantor/engine';
import type { ClientId } from '@grantor/protocol';
import { type Caches, createCaches } from '../caches/caches.ts';
import { noRelay } from '../cluster/relay.ts';
import type { Database } from '../database/database.ts';
import type {
  ClientDocumentTable,
  ClientTable,
  FreeStandingScopeTable,
  ResourceTable,
} from '../database/schema.ts';
import { type NoValues, prepareQuery } from '../database/statement.ts';
import { type CommitOptions, createCommit } from './commit.ts';
import { createDevicePoll } from './device-poll.ts';
import { createLiveClients } from './live-clients.ts';
import { createPolicyRecords } from './policy-records.ts';
import { createReads } from './reads.ts';
import { resourceFrom } from './resources.ts';
import { clientFrom } from './rows/client.ts';
import { clientDocumentFrom } from './rows/client-document.ts';
import { asResourceRow } from './scopes.ts';

export type EngineStoreOptions = CommitOptions & {
  /** Absent: in this process, for five minutes. */
  readonly caches?: Caches;
  /** Who writes to the database: where it is this process alone, what it remembers of a client is true. Absent: others. */
  readonly writers?: 'this' | 'others';
};

export type EngineStore = Store & {
  /** To be called once a write to the client has been committed: when it resolves, the next read sees it. */
  forgetClient(id: ClientId): Promise<void>;
  forgetResources(): Promise<void>;
  /** May be cached, as resources. */
  listDetailsTypes(): Promise<readonly KnownDetailsType[]>;
  forgetDetailsTypes(): Promise<void>;
  /** Of trusted issuers and exchange rules. */
  forgetPolicies(): Promise<void>;
};

/** Strangers make clients and documents: about the bytes that may be held of each (security.md L-8). */
const clientBytes = {
  most: 16 * 1024 * 1024,
  of: (client: Client): number => JSON.stringify(client).length,
};
const documentBytes = { most: 8 * 1024 * 1024, of: ({ text }: ClientDocument): number => text.length };

export function createEngineStore(database: Database, options: EngineStoreOptions = {}): EngineStore {
  const { caches = inThisProcess(), writers = 'others', ...commitOptions } = options;
  const { clients, documents, resources } = recordsOf(caches);
  const commit = createCommit(database, commitOptions);
  const forgetClient = async (id: ClientId): Promise<void> => {
    await Promise.all([clients.forget(id), documents.forget(id)]);
  };
  const { loadClient, loadDocument, loadResources } = prepareRecords(database);
  const live = writers === 'this' ? null : createLiveClients(database);
  /** Whoever authenticated by a record that is another one by now gets nothing more by it. */
  const isHeld = async (commit: Commit): Promise<boolean> => {
    const client = live === null ? null : clientForItself(commit);
    if (client === null || (await live?.isActive(client))) return true;
    await forgetClient(client);
    commitOptions.onConflict?.();
    return false;
  };
  return {
    ...createReads(database),
    findClient: (id) => clients.get(id, () => loadClient(id)),
    findClientDocument: (url) => documents.get(url, () => loadDocument(url)),
    listResources: async () => (await resources.get('all', loadResources)) ?? [],
    ...createPolicyRecords(database, caches),
    pollDeviceCode: createDevicePoll(database),
    async commit(written) {
      if (!(await isHeld(written))) return { ok: false, conflict: 'client_token_issued' };
      const result = await commit(written);
      const changed = result.ok ? writtenClients(written) : [];
      if (changed.length > 0) await Promise.all(changed.map(forgetClient));
      return result;
    },
    forgetClient,
    forgetResources: () => resources.forget('all'),
  };
}

const inThisProcess = (): Caches =>
  createCaches({
    ...{ form: 'memory', lifetime: 300_000, entries: 10_000, relay: noRelay },
    clock: () => performance.now(),
    asked: () => {},
  });

const recordsOf = (caches: Caches) => ({
  clients: caches.of<ClientId, ClientTable, Client>({ name: 'client', read: clientFrom, bytes: clientBytes }),
  documents: caches.of<ClientId, ClientDocumentTable, ClientDocument>({
    ...{ name: 'client_document', read: clientDocumentFrom, bytes: documentBytes },
  }),
  resources: caches.of<'all', readonly ResourceTable[], readonly Resource[]>({
    ...{ name: 'resource', read: (rows) => rows.map(resourceFrom), entries: 1 },
  }),
});

/** The client that gets a token for itself: of what is written for that nothing else has a guard. */
const clientForItself = ({ facts }: Commit): ClientId | null =>
  facts.find((fact) => fact.kind === 'client_token_issued')?.clientId ?? null;

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
  const readScopes = prepareQuery<NoValues, FreeStandingScopeTable>(database, (kysely) =>
    kysely.selectFrom('free_standing_scope').selectAll().orderBy('name'),
  );
  return {
    loadClient: async (id: ClientId): Promise<ClientTable | null> => (await readClient({ id }))[0] ?? null,
    loadDocument: async (url: ClientId): Promise<ClientDocumentTable | null> =>
      (await readDocument({ url }))[0] ?? null,
    loadResources: async (): Promise<readonly ResourceTable[]> => {
      const [resources, scopes] = await Promise.all([readResources({}), readScopes({})]);
      return [...resources, ...asResourceRow(scopes)];
    },
  };
}
