import { createRecencyMap } from '@grantor/protocol';
import type { CourteousAnswer, Courtesy } from './courtesy.ts';
import { freshFor } from './freshness.ts';

export type DocumentRequest = {
  readonly url: string;
  readonly accept: readonly string[];
  /** In bytes. */
  readonly longestBody: number;
  /** `refetch`: the copy lacks what is looked for, such as a `kid`; honoured once in 30 s. */
  readonly copy: 'accept' | 'refetch';
  /** The address whose request needs it. */
  readonly onBehalfOf: string;
};

/** `stale`: the source is down and this is the last good copy, at most a day past its time. */
export type FetchedDocument = {
  readonly kind: 'fetched';
  readonly body: Uint8Array;
  readonly age: 'fresh' | 'stale';
};

export type DocumentFailure =
  | Exclude<CourteousAnswer, { kind: 'answered' }>
  | { readonly kind: 'failed'; readonly reason: 'status' };

/** Documents that clients publish, such as key sets (security.md S-3). */
export type Documents = (request: DocumentRequest) => Promise<FetchedDocument | DocumentFailure>;

export type DocumentsWorld = {
  /** Asks once for all who want the same at the same time. */
  readonly courtesy: Courtesy;
  /** In ms. */
  readonly now: () => number;
  /** How long a document is fresh whose headers do not say, in ms. */
  readonly silentFor: number;
  readonly capacity?: number;
  /** Of all copies together. */
  readonly bytes?: number;
};

type Copy = { readonly body: Uint8Array; readonly freshUntil: number };
type Entry = {
  readonly copy: Copy | null;
  readonly askedAt: number;
  readonly failure: DocumentFailure | null;
};

const mostBytes = 16 * 1024 * 1024;
const rememberFailure = 30_000;
const staleFor = 24 * 3_600_000;

/** Keeps each document as its headers allow, and remembers failures for 30 s. */
export function createDocuments(world: DocumentsWorld): Documents {
  const { courtesy, now, silentFor, capacity = 1000, bytes = mostBytes } = world;
  const entries = createRecencyMap<Entry>(capacity, { most: bytes, weightOf });

  const ask = async (request: DocumentRequest, known: Entry | undefined): Promise<Entry> => {
    const askedAt = now();
    const held = known?.copy ?? null;
    const { url, accept, longestBody } = request;
    const headers = { accept: accept.join(', ') };
    const get = { url, method: 'GET', headers, body: null, accept, longestBody } as const;
    const answer = await courtesy(get, request.onBehalfOf);
    if (answer.kind !== 'answered') return { copy: held, askedAt, failure: answer };
    if (answer.result !== 'success')
      return { copy: held, askedAt, failure: { kind: 'failed', reason: 'status' } };
    const copy = { body: answer.body, freshUntil: now() + freshFor(answer.headers, silentFor) };
    return { copy, askedAt, failure: null };
  };

  return async (request) => {
    const { url } = request;
    const known = entries.get(url);
    if (known !== undefined && isUsable(known, request.copy, now())) return outcomeOf(known, now());
    const entry = await ask(request, known);
    entries.drain((held) => isSpent(held, now()));
    // Nobody was asked: that says nothing of the source
    if (!isBusy(entry)) entries.set(url, entry);
    return outcomeOf(entry, now());
  };
}

const isBusy = ({ failure }: Entry): boolean => failure?.kind === 'failed' && failure.reason === 'busy';

const weightOf = ({ copy }: Entry): number => copy?.body.byteLength ?? 0;

/** Neither its copy nor its failure would be of use to anybody. */
const isSpent = ({ copy, askedAt }: Entry, now: number): boolean =>
  askedAt + rememberFailure <= now && (copy === null || copy.freshUntil + staleFor <= now);

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
