import { isLoopbackUrl, parseObject } from '@grantor/protocol';
import { unavailable } from '../access/denial.ts';
import { messageOf } from '../ports/error-message.ts';
import type { OutboundAnswer, Ports } from '../ports/ports.ts';

/** Seconds until an issuer must have answered (resource.md §2). */
export const answerTimeout = 5;

/** `https`, or `http` to this machine (resource.md §2). */
export const isSafeUrl = (url: string): boolean => /^https:\/\/[^/]/i.test(url) || isLoopbackUrl(url);

export type JsonDocument = {
  /** As it came. */
  readonly body: Uint8Array;
  readonly object: Readonly<Record<string, unknown>>;
  readonly cacheControl: string | null;
};

export type DocumentAnswer =
  | { readonly kind: 'found'; readonly document: JsonDocument }
  | { readonly kind: 'absent' }
  | { readonly kind: 'failed'; readonly reason: string };

/**
 * A JSON object from an issuer. `absent`: it says there is none (404). `failed`: it is out of reach, answers
 * with a redirect or another status, with more than `limit` bytes, or with something else than JSON.
 */
export async function getDocument(
  ports: Pick<Ports, 'fetch'>,
  url: string,
  limit: number,
): Promise<DocumentAnswer> {
  if (!isSafeUrl(url)) return { kind: 'failed', reason: `${url} is not https` };
  let answer: OutboundAnswer;
  try {
    const headers = { accept: 'application/json' };
    answer = await ports.fetch({ url, method: 'GET', headers, body: null, timeout: answerTimeout, limit });
  } catch (error) {
    return { kind: 'failed', reason: `${url} does not answer: ${messageOf(error)}` };
  }
  if (answer.status === 404) return { kind: 'absent' };
  if (answer.status !== 200) return { kind: 'failed', reason: `${url} answers ${answer.status}` };
  const object = answer.body.length > limit ? null : parseObject(answer.body);
  if (object === null) return { kind: 'failed', reason: `${url} answers with no JSON object` };
  return {
    kind: 'found',
    document: { body: answer.body, object, cacheControl: answer.header('cache-control') },
  };
}

/** The document; throws `Denied` (`unavailable`) for anything else. */
export function foundOrThrow(answer: DocumentAnswer, url: string): JsonDocument {
  if (answer.kind === 'found') return answer.document;
  throw unavailable(answer.kind === 'failed' ? answer.reason : `${url} answers 404`);
}
