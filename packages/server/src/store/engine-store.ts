/** The engine's Store over SQL. Owns the cache of clients and resources; decides nothing. */

import type {
  Client,
  ClientDocument,
  Commit,
  CommitResult,
  KnownDetailsType,
  Resource,
  Store,
} from '@grantor/engine';
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
import { createLiveRecords, type InOneReading, type LiveRecords, readingsOf } from './live-records.ts';
import { createPolicyRecords, policyRevisions } from './policy-records.ts';
import { currentReading, type Noting, trusts } from './reading.ts';
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
  /** What a request does with remembered records. null: what is remembered is true, or what changes is heard of. */
  readonly inOneReading: InOneReading | null;
  /** Whether other reads are to say how remembered records are. */
  readonly noting: Noting;
};

/** Strangers make clients and documents: about the bytes that may be held of each (security.md L-8). */
const clientBytes = {
  most: 16 * 1024 * 1024,
  of: (client: Client): number => JSON.stringify(client).length,
};
const documentBytes = { most: 8 * 1024 * 1024, of: ({ text }: ClientDocument): number => text.length };

export function createEngineStore(database: Database, options: EngineStoreOptions = {}): EngineStore {
  const { caches = inThisProcess(), writers = 'others', ...commitOptions } = options;
  const live = writers === 'this' ? null : createLiveRecords(database);
  // What is heard of needs no look each time it is used
  const checking = caches.hearing ? null : live;
  const { revisionOf } = database.dialect;
  const noting = checking === null ? null : revisionOf;
  const { clients, documents, resources } = recordsOf(caches, checking);
  const commit = createCommit(database, commitOptions);
  const forgetClient = async (id: ClientId): Promise<void> => {
    currentReading()?.forget();
    await Promise.all([clients.forget(id), documents.forget(id)]);
  };
  const { loadClient, loadDocument, loadResources } = prepareRecords(database);
  /** Whoever authenticated by a record that is another one by now gets nothing more by it. */
  const isHeld = async (commit: Commit): Promise<boolean> => {
    const client = live === null ? null : clientForItself(commit);
    if (client === null || (await live?.isActive(client))) return true;
    await forgetClient(client);
    commitOptions.onConflict?.();
    return false;
  };
  return {
    ...createReads(database, noting),
    findClient: (id) => clients.get(id, () => loadClient(id)),
    findClientDocument: (url) => documents.get(url, () => loadDocument(url)),
    listResources: async () => (await resources.get('all', loadResources)) ?? [],
    ...createPolicyRecords(database, { caches, live: checking }),
    pollDeviceCode: createDevicePoll(database, noting),
    async commit(written) {
      // What began with another record begins again, and has written nothing
      if (checking !== null && !(await checking.isConfirmed())) return refusedAt(written);
      if (!(await isHeld(written))) return { ok: false, conflict: 'client_token_issued' };
      currentReading()?.counts();
      const result = await commit(written);
      const changed = result.ok ? writtenClients(written) : [];
      if (!result.ok) currentReading()?.forget();
      if (changed.length > 0) await Promise.all(changed.map(forgetClient));
      return result;
    },
    forgetClient,
    forgetResources: () => resources.forget('all'),
    inOneReading: checking === null ? null : readingsOf(checking),
    noting,
  };
}

const inThisProcess = (): Caches =>
  createCaches({
    ...{ form: 'memory', lifetime: 300_000, entries: 10_000, relay: noRelay },
    clock: () => performance.now(),
    asked: () => {},
  });

/** A row with what it is. */
type Revised<Row> = Row & { readonly revision: string };
type ClientRow = Revised<ClientTable>;
type DocumentRow = Revised<ClientDocumentTable>;

/** `live`: null where nobody asks. */
const recordsOf = (caches: Caches, live: LiveRecords | null) => ({
  clients: caches.of<ClientId, ClientRow, Client>({
    ...{ name: 'client', read: clientFrom, bytes: clientBytes },
    revisions: live && {
      now: async (id) => (await live.client(id)).revision,
      trusts: (id, revision) => trusts('client', id, revision),
      of: ({ revision }) => revision,
    },
  }),
  documents: caches.of<ClientId, DocumentRow, ClientDocument>({
    ...{ name: 'client_document', read: clientDocumentFrom, bytes: documentBytes },
    revisions: live && {
      now: live.document,
      trusts: (id, revision) => trusts('document', id, revision),
      of: ({ revision }) => revision,
    },
  }),
  resources: caches.of<'all', readonly ResourceTable[], readonly Resource[]>({
    ...{ name: 'resource', read: (rows) => rows.map(resourceFrom), entries: 1 },
    revisions: live && policyRevisions(live),
  }),
});

const refusedAt = ({ facts: [first] }: Commit): CommitResult =>
  first === undefined ? { ok: true } : { ok: false, conflict: first.kind };

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
  const { revisionOf } = database.dialect;
  const readDocument = prepareQuery<{ url: string }, DocumentRow>(database, (kysely, { url }) =>
    kysely
      .selectFrom('client_document')
      .selectAll()
      .select(revisionOf('client_document').as('revision'))
      .where('url', '=', url),
  );
  const readClient = prepareQuery<{ id: string }, ClientRow>(database, (kysely, { id }) =>
    kysely.selectFrom('client').selectAll().select(revisionOf('client').as('revision')).where('id', '=', id),
  );
  const readResources = prepareQuery<NoValues, ResourceTable>(database, (kysely) =>
    kysely.selectFrom('resource').selectAll().orderBy('uri'),
  );
  const readScopes = prepareQuery<NoValues, FreeStandingScopeTable>(database, (kysely) =>
    kysely.selectFrom('free_standing_scope').selectAll().orderBy('name'),
  );
  return {
    loadClient: async (id: ClientId): Promise<ClientRow | null> => (await readClient({ id }))[0] ?? null,
    loadDocument: async (url: ClientId): Promise<DocumentRow | null> =>
      (await readDocument({ url }))[0] ?? null,
    loadResources: async (): Promise<readonly ResourceTable[]> => {
      const [resources, scopes] = await Promise.all([readResources({}), readScopes({})]);
      return [...resources, ...asResourceRow(scopes)];
    },
  };
}
