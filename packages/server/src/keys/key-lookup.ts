/** Looks for keys that others publish: among those that are registered, or at an address. Fetches nothing but through `Documents`. */

import type { Client, Source } from '@grantor/engine';
import { type PublicJwk, parseKeySet, readForeignJson } from '@grantor/protocol';
import type { DocumentRequest, Documents } from '../outbound/documents.ts';

const longestKeySet = 65_536;

const keySetRequest = {
  accept: ['application/json', 'application/jwk-set+json'],
  longestBody: longestKeySet,
} as const;

export type KeySource = Pick<Client, 'jwks' | 'jwksUri'>;

export type KeyQuestion<Found> = {
  /** null: it is not among these keys. */
  find(keys: readonly PublicJwk[]): Found | null;
  /** Whether newer keys than these would not change the answer. */
  isSettled(keys: readonly PublicJwk[]): boolean;
};

export type KeyAnswer<Found> =
  | { readonly kind: 'found'; readonly found: Found }
  | { readonly kind: 'missing' }
  /** Whoever lacks the newest keys cannot say that something is not among them. */
  | { readonly kind: 'unavailable' };

export type KeyLookup = <Found>(
  source: KeySource,
  question: KeyQuestion<Found>,
  onBehalfOf: Pick<Source, 'address'>,
) => Promise<KeyAnswer<Found>>;

const missing = { kind: 'missing' } as const;

/** Keys at an address are asked for again, once, where those at hand do not settle the question. */
export function createKeyLookup(documents: Documents): KeyLookup {
  const fetchKeys = async ({ url, copy, onBehalfOf }: Asking) => {
    const document = await documents({ ...keySetRequest, url, copy, onBehalfOf });
    return document.kind === 'fetched'
      ? { age: document.age, keys: keysIn(document.body) }
      : { age: 'stale' as const, keys: [] };
  };
  return async ({ jwks, jwksUri }, question, { address: onBehalfOf }) => {
    if (jwks !== null) return answerOf(question.find(jwks.keys)) ?? missing;
    if (jwksUri === null) return missing;
    const first = await fetchKeys({ url: jwksUri, copy: 'accept', onBehalfOf });
    const found = answerOf(question.find(first.keys));
    if (found !== null) return found;
    if (question.isSettled(first.keys)) return missing;
    const second = await fetchKeys({ url: jwksUri, copy: 'refetch', onBehalfOf });
    return (
      answerOf(question.find(second.keys)) ?? (second.age === 'stale' ? { kind: 'unavailable' } : missing)
    );
  };
}

type Asking = Pick<DocumentRequest, 'url' | 'copy' | 'onBehalfOf'>;

const answerOf = <Found>(found: Found | null): KeyAnswer<Found> | null =>
  found === null ? null : { kind: 'found', found };

function keysIn(body: Uint8Array): readonly PublicJwk[] {
  const set = parseKeySet(readForeignJson(Buffer.from(body).toString('utf8')));
  return set.kind === 'keys' ? set.keys : [];
}
