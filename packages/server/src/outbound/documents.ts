import { createRecencyMap, createRefillingLimit, createRefillingTable } from '@grantor/protocol';
import { freshFor } from './freshness.ts';
import type { Outbound } from './outbound.ts';
import type { OutboundAnswer } from './request.ts';
import { createTurns } from './turns.ts';

export type DocumentRequest = {
  readonly url: string;
  readonly accept: readonly string[];
  /** In bytes. */
  readonly longestBody: number;
  /** `refetch`: the copy lacks what is looked for, such as a `kid`; honoured once in 30 s. */
  readonly copy: 'accept' | 'refetch';
};

/** `stale`: the source is down and this is the last good copy, at most a day past its time. */
export type FetchedDocument = {
  readonly kind: 'fetched';
  readonly body: Uint8Array;
  readonly age: 'fresh' | 'stale';
};

export type DocumentFailure =
  | Exclude<OutboundAnswer, { kind: 'answered' }>
  | { readonly kind: 'failed'; readonly reason: 'status' | 'busy' };

/** Documents that clients publish: key sets, metadata (security.md S-3). */
export type Documents = (request: DocumentRequest) => Promise<FetchedDocument | DocumentFailure>;

type Copy = { readonly body: Uint8Array; readonly freshUntil: number };
type Entry = {
  readonly copy: Copy | null;
  readonly askedAt: number;
  readonly failure: DocumentFailure | null;
};

const rememberFailure = 30_000;
const staleFor = 24 * 3_600_000;

/**
 * Fetches each document once for any number of callers, keeps it as its headers allow, remembers failures
 * for 30 s, and spares the sources: 16 requests at once, 30 a minute per origin, 120 in all. `now` in ms.
 */
export function createDocuments(outbound: Outbound, now: () => number, capacity = 1000): Documents {
  const entries = createRecencyMap<Entry>(capacity);
  const underWay = new Map<string, Promise<Entry>>();
  const inTurn = createTurns(16);
  const world = { table: createRefillingTable(10_000), now };
  const perOrigin = createRefillingLimit('origin', 30, world);
  const inAll = createRefillingLimit('all', 120, world);

  const ask = async (request: DocumentRequest, known: Entry | undefined): Promise<Entry> => {
    const askedAt = now();
    const held = known?.copy ?? null;
    const origin = URL.parse(request.url)?.origin ?? '';
    if (!perOrigin.charge(origin).allowed || !inAll.charge('').allowed) {
      return { copy: held, askedAt, failure: { kind: 'failed', reason: 'busy' } };
    }
    const { url, accept, longestBody } = request;
    const headers = { accept: accept.join(', ') };
    const answer = await inTurn(() =>
      outbound({ url, method: 'GET', headers, body: null, accept, longestBody }),
    );
    if (answer.kind !== 'answered') return { copy: held, askedAt, failure: answer };
    if (answer.result === 'error')
      return { copy: held, askedAt, failure: { kind: 'failed', reason: 'status' } };
    const copy = { body: answer.body, freshUntil: now() + freshFor(answer.headers) };
    return { copy, askedAt, failure: null };
  };

  const fetchOnce = (request: DocumentRequest, known: Entry | undefined): Promise<Entry> => {
    const asked = underWay.get(request.url) ?? ask(request, known);
    if (underWay.has(request.url)) return asked;
    underWay.set(request.url, asked);
    return asked
      .then((entry) => {
        entries.set(request.url, entry);
        return entry;
      })
      .finally(() => underWay.delete(request.url));
  };

  return async (request) => {
    const known = entries.get(request.url);
    const usable = known !== undefined && isUsable(known, request.copy, now());
    return outcomeOf(usable ? known : await fetchOnce(request, known), now());
  };
}

function isUsable(entry: Entry, wanted: DocumentRequest['copy'], now: number): boolean {
  const asked = now - entry.askedAt < rememberFailure;
  if (entry.failure !== null || wanted === 'refetch') return asked;
  return entry.copy !== null && now < entry.copy.freshUntil;
}

function outcomeOf({ copy, failure }: Entry, now: number): FetchedDocument | DocumentFailure {
  if (copy !== null && now < copy.freshUntil) return { kind: 'fetched', body: copy.body, age: 'fresh' };
  if (copy !== null && now < copy.freshUntil + staleFor)
    return { kind: 'fetched', body: copy.body, age: 'stale' };
  return failure ?? { kind: 'failed', reason: 'status' };
}
