/** What one request knows of the records that it uses: each is asked about once at most (operations.md E-4). */

import { AsyncLocalStorage } from 'node:async_hooks';
import { type ClientId, clientId } from '@grantor/protocol';
import { sql } from 'kysely';
import type { Dialect } from '../database/dialect.ts';

/** A client as the database said it is. */
export type LiveClient = {
  /** null: there is none. */
  readonly revision: string | null;
  /** When that was asked, in ms since any fixed point. */
  readonly askedAt: number;
  /** Absent: that was not asked; so is what follows. */
  readonly isActive?: boolean;
  /** The revision of the document it comes from; null: there is none. */
  readonly document?: string | null;
};

/**
 * How a remembered record is used. `asked`: the database has said that it is still the one. `trusted`: at once; whatever
 * the request reads or writes then says whether it was, and if not, the request is begun again. `recalled`: as it is
 * remembered, for documents that anybody keeps for minutes.
 */
export type ReadingMode = 'asked' | 'trusted' | 'recalled';

type Kind = 'client' | 'document' | 'policies';

export type Used = {
  readonly kind: Kind;
  /** null: policies have none. */
  readonly id: ClientId | null;
  /** null: remembered as none. */
  readonly revision: string | null;
};

const nothing: readonly never[] = [];

/** Its answers are no older than the request. There is one for each request: it holds little, and begins empty. */
export class Reading {
  /** Something was used that had been another one already. */
  isOutdated = false;
  policies: string | null = null;
  #mode: ReadingMode;
  #clients: Map<ClientId, LiveClient> | null = null;
  #unasked: Used[] | null = null;
  #untold: (() => void)[] | null = null;
  #polls: Set<string> | null;

  constructor(mode: ReadingMode, before?: Reading) {
    this.#mode = mode;
    this.#polls = before === undefined ? null : before.#polls;
  }

  get mode(): ReadingMode {
    return this.#mode;
  }

  /** What was used, and nobody has said yet that it is still so. */
  get unasked(): readonly Used[] {
    return this.#unasked ?? nothing;
  }

  client(id: ClientId): LiveClient | undefined {
    return this.#clients?.get(id);
  }

  /** Whether the remembered record of this revision is used without asking. */
  trusts(kind: Kind, id: ClientId | null, revision: string | null): boolean {
    if (this.#mode === 'asked') return false;
    if (this.#mode === 'recalled') return true;
    if (this.#said(kind, id) !== undefined) return false;
    const used = this.#unasked?.find((each) => each.kind === kind && each.id === id);
    if (used !== undefined) this.isOutdated ||= used.revision !== revision;
    else {
      this.#unasked ??= [];
      this.#unasked.push({ kind, id, revision });
    }
    return true;
  }

  #said(kind: Kind, id: ClientId | null): string | null | undefined {
    if (kind === 'policies') return this.policies ?? undefined;
    const live = id === null ? undefined : this.#clients?.get(id);
    return kind === 'client' ? live?.revision : live?.document;
  }

  tellClient(id: ClientId, live: LiveClient): void {
    this.#clients ??= new Map();
    this.#clients.set(id, live);
    this.#compare('client', id, live.revision);
    if (live.document !== undefined) this.#compare('document', id, live.document);
  }

  tellPolicies(revision: string): void {
    this.policies ??= revision;
    this.#compare('policies', null, revision);
  }

  #compare(kind: Kind, id: ClientId | null, revision: string | null): void {
    const place = this.#unasked?.findIndex((each) => each.kind === kind && each.id === id) ?? -1;
    if (place === -1) return;
    const [used] = this.#unasked?.splice(place, 1) ?? nothing;
    this.isOutdated ||= used?.revision !== revision;
  }

  /** It has written: from here on nothing is begun again. */
  counts(): void {
    this.#mode = 'asked';
  }

  /** What comes next is asked anew. */
  forget(): void {
    this.#clients = null;
    this.policies = null;
  }

  /** Told once it is known that the request counts. */
  hold(tell: () => void): void {
    this.#untold ??= [];
    this.#untold.push(tell);
  }

  tellAll(): void {
    for (const tell of this.#untold ?? nothing) tell();
  }

  /** A poll was noted: whoever begins again polls no second time. */
  notePoll(hash: string): void {
    this.#polls ??= new Set();
    this.#polls.add(hash);
  }

  hasPolled(hash: string): boolean {
    return this.#polls?.has(hash) ?? false;
  }
}

const readings = new AsyncLocalStorage<Reading>();

/** That of the request at work; undefined: each question is one for itself. */
export const currentReading = (): Reading | undefined => readings.getStore();

/** Whether the request at work uses it without asking. */
export const trusts = (kind: Kind, id: ClientId | null, revision: string | null): boolean =>
  readings.getStore()?.trusts(kind, id, revision) ?? false;

export const runIn = <Result>(reading: Reading, work: () => Result): Result => readings.run(reading, work);

/** Does it once it is known that the request counts: at once, or when what it trusted in has been asked. */
export function onceItCounts(tell: () => void): void {
  const reading = readings.getStore();
  if (reading?.mode === 'trusted') reading.hold(tell);
  else tell();
}

/** How statements say beside what they are for how records are that were used; null: they do not. */
export type Noting = Dialect['revisionOf'] | null;

/** Columns that say it. */
export type NotedColumns = { noted_policies?: string; noted_client?: string | null };

/** Of policies, and of the client of this id. */
export const notedColumns = (noting: Noting, used: string) =>
  noting === null
    ? []
    : ([
        sql<string>`(select revision from policy_revision)`.as('noted_policies'),
        sql<string | null>`(select ${noting('client')} from client where client.id = ${used})`.as(
          'noted_client',
        ),
      ] as const);

/** A client that the request has used and nobody has asked about; empty: none. */
const usedClient = ({ unasked }: Reading): ClientId | '' =>
  unasked.find(({ kind }) => kind === 'client')?.id ?? '';

/** Of the client that is joined, where one is. */
type JoinedColumns = NotedColumns & { client_revision?: string | null; client_status?: string | null };

/** A read of one row, with what it says of records noted. `joined`: the id of the client whose columns the row has. */
export async function noted<Row extends JoinedColumns>(
  read: (used: ClientId | '') => Promise<readonly Row[]>,
  joined?: (row: Row) => string,
): Promise<readonly Row[]> {
  const reading = readings.getStore();
  if (reading === undefined) return read('');
  const used = usedClient(reading);
  const askedAt = performance.now();
  const rows = await read(used);
  const [row] = rows;
  if (row?.noted_policies === undefined) return rows;
  reading.tellPolicies(row.noted_policies);
  if (used !== '') reading.tellClient(used, { revision: row.noted_client ?? null, askedAt });
  const { client_revision: revision, client_status: status } = row;
  // Of one that was made since the token was, nothing was read
  if (joined !== undefined && revision)
    reading.tellClient(clientId(joined(row)), { revision, isActive: status === 'active', askedAt });
  return rows;
}
