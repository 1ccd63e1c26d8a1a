/**
 * Clients that are documents (clients.md §5): when a copy will do, when the document is fetched, and what
 * becomes of a copy then. One question of each address per document at a time; a failure is remembered for a while.
 */

import { clientId, createRecencyMap, type Instant, instant, limitKey } from '@grantor/protocol';
import type { Client } from '../model/client.ts';
import type { ClientDocument, DocumentFault } from '../model/client-document.ts';
import type { Fact, Source } from '../ports/facts.ts';
import type { Policy } from '../ports/policy.ts';
import type { FetchedClientDocument, Ports } from '../ports/ports.ts';
import { registrationRules } from '../registration/rules.ts';
import { charge } from '../requests/charge.ts';
import { knowsAlike } from '../tokens/subject.ts';
import { changedMembers } from './changed-members.ts';
import { type ReadDocument, readClientDocument } from './read-document.ts';

/** The client a document described, with the copy it came from. */
export type HeldDocument = { readonly client: Client; readonly document: ClientDocument };

export type LookedUp =
  | { readonly kind: 'found'; readonly client: Client }
  | { readonly kind: 'unusable'; readonly fault: DocumentFault };

export type DocumentLookup = (url: string, held: HeldDocument | null, source: Source) => Promise<LookedUp>;

/** In ms. */
const rememberFailure = 30_000;
/** Of addresses of up to 2 KiB each. */
const mostFailures = 2000;
const staleIfError = 7 * 24 * 3_600_000;

type World = { readonly ports: Ports; readonly policy: Policy };
type Failure = { readonly fault: DocumentFault; readonly at: Instant };
type Fetched = Exclude<FetchedClientDocument, { readonly kind: 'busy' }>;
type Asked = { readonly url: string; readonly held: HeldDocument | null; readonly source: Source };

export function createDocumentLookup(world: World): DocumentLookup {
  const { ports } = world;
  const failures = createRecencyMap<Failure>(mostFailures);
  const underWay = new Map<string, Promise<LookedUp | 'busy'>>();

  const concluding = new Map<string, Promise<LookedUp>>();

  const conclude = async (asked: Asked, fetched: Fetched): Promise<LookedUp> => {
    const { url, held } = asked;
    const at = ports.clock.now();
    const fail = (fault: DocumentFault): Promise<LookedUp> => {
      failures.drain((earlier) => earlier.at + rememberFailure <= at);
      failures.set(url, { fault, at });
      return settle(world, asked, { fault, at });
    };
    if (fetched.kind === 'failed') return fail(fetched.fault);
    const copy = fetched.kind === 'document' ? fetched : standingIn(held);
    if (copy === null) return fail('unreachable'); // not changed since when?
    const read = await readAs(world, asked, copy.text);
    if (read.kind !== 'client') return fail(read.kind === 'broken' ? 'broken' : 'unreachable');
    failures.delete(url);
    const freshUntil = instant(at + fetched.freshFor * 1000);
    const { text, etag } = copy;
    return adopt(world, asked, {
      client: read.client,
      document: { url: clientId(url), text, etag, origin: 'live', freshUntil, withdrawnAt: null },
    });
  };

  const ask = async (asked: Asked): Promise<LookedUp | 'busy'> => {
    const { url, held, source } = asked;
    const known = standingIn(held);
    const client = known === null ? 'new' : 'known';
    const fetched = await ports.documents.fetch(url, { etag: known?.etag ?? null, client, source });
    if (fetched.kind === 'busy') return 'busy';
    // What was fetched for several at once is written once
    return once(concluding, JSON.stringify([url, client, known?.etag, fetched]), () =>
      conclude(asked, fetched),
    );
  };

  /** Each may make a client of this server: whoever has it asked for pays (security.md L-8). */
  const askAndPay = async (asked: Asked): Promise<LookedUp | 'busy'> => {
    const { held, source } = asked;
    if (held === null || !stands(held)) await charge(ports, { limit: 'document', source }, null);
    return ask(asked);
  };

  /** Once for all who come by the same address; what another address cannot pay or ask is not for them to wait for. */
  const askJointly = (asked: Asked): Promise<LookedUp | 'busy'> =>
    once(underWay, `${limitKey(asked.source.address)} ${asked.url}`, () => askAndPay(asked));

  return async (url, held, source) => {
    const now = ports.clock.now();
    if (held !== null && stands(held) && now < held.document.freshUntil) return found(held.client);
    const asked = { url, held, source };
    const failure = failures.get(url);
    if (failure !== undefined && now < failure.at + rememberFailure) {
      return settle(world, asked, { ...failure, at: now });
    }
    const outcome = await askJointly(asked);
    return outcome === 'busy' ? settle(world, asked, { fault: 'unreachable', at: now }) : outcome;
  };
}

/** The work of this name that is under way, or the work. */
function once<Result>(
  underWay: Map<string, Promise<Result>>,
  name: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const known = underWay.get(name) ?? work().finally(() => underWay.delete(name));
  underWay.set(name, known);
  return known;
}

/** The copy that counts; null: none does. */
const standingIn = (held: HeldDocument | null): ClientDocument | null =>
  held !== null && stands(held) ? held.document : null;

const stands = ({ document }: HeldDocument): boolean => document.withdrawnAt === null;

const found = (client: Client): Promise<LookedUp> => Promise.resolve({ kind: 'found', client });

/** Whom the client met under one name it must not come to know by another, however the document changes (advanced.md PWS-3). */
async function readAs({ ports, policy }: World, { url, held }: Asked, text: string): Promise<ReadDocument> {
  const rules = registrationRules({ ports, policy }, await ports.store.listResources(), []);
  const read = readClientDocument(url, text, rules);
  const isRenaming = read.kind === 'client' && held !== null && !knowsAlike(held.client, read.client);
  return isRenaming ? { kind: 'broken' } : read;
}

/** What a document is that could not be read: its last good copy for a while, or no client. */
async function settle(world: World, asked: Asked, { fault, at }: Failure): Promise<LookedUp> {
  const { url, held, source } = asked;
  const { ports } = world;
  const unusable = { kind: 'unusable', fault } as const;
  if (fault === 'gone' || fault === 'broken') {
    // What an administrator made inactive must not come back by way of a withdrawal
    if (held === null || !stands(held) || held.client.status === 'inactive') return unusable;
    const fact: Fact = { kind: 'document_withdrawn', client: held.client };
    await ports.store.commit({ facts: [fact], at, source });
    return unusable;
  }
  if (held !== null && !stands(held)) return unusable;
  if (held?.document.origin === 'live' && at < held.document.freshUntil + staleIfError) {
    return found(held.client);
  }
  const text = ports.documents.shippedCopy(url);
  if (text === null) return unusable;
  if (held?.document.origin === 'shipped' && held.document.text === text) return found(held.client);
  const read = await readAs(world, asked, text);
  if (read.kind !== 'client') return unusable;
  return adopt(world, asked, {
    client: read.client,
    document: {
      ...{ url: clientId(url), text, etag: null, origin: 'shipped' },
      ...{ freshUntil: at, withdrawnAt: null },
    },
  });
}

/** Keeps the copy for every node; an administrator's client of the same name wins (clients.md §1). */
async function adopt({ ports }: World, { held, source }: Asked, fresh: HeldDocument): Promise<LookedUp> {
  const { store } = ports;
  const standing = held !== null && stands(held) ? held : null;
  const client: Client = {
    ...fresh.client,
    status: standing?.client.status ?? 'active',
    tokensValidFrom: held?.client.tokensValidFrom ?? null,
  };
  const changed = standing === null ? [] : changedMembers(standing.client, client);
  const { document } = fresh;
  const fact: Fact =
    standing !== null && changed.length === 0
      ? { kind: 'document_confirmed', document }
      : { kind: 'document_adopted', client, document, changed: standing === null ? null : changed };
  const kept = await store.commit({ facts: [fact], at: ports.clock.now(), source });
  if (kept.ok) return found(client);
  const other = await store.findClient(client.id);
  return other === null ? { kind: 'unusable', fault: 'unreachable' } : found(other);
}
