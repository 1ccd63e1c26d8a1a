import type { OutboundRefusal } from './destination.ts';

export type OutboundRequest = {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** Media types that are read, `+json` for a whole suffix; null: any. */
  readonly accept: readonly string[] | null;
  /** In bytes; null: 64 KiB; `unread`: the answer's head is all that matters. */
  readonly longestBody: number | 'unread' | null;
};

/** `success`: 200, or any 2xx where no type is asked for. `not_modified`: the copy whose entity tag was sent is good. `gone`: 404 or 410. */
export type AnsweredResult = 'success' | 'not_modified' | 'gone' | 'error';

export type OutboundAnswer =
  | {
      readonly kind: 'answered';
      readonly result: AnsweredResult;
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: Uint8Array;
    }
  | { readonly kind: 'refused'; readonly reason: OutboundRefusal }
  | { readonly kind: 'failed'; readonly reason: ExchangeFailure };

export type ExchangeFailure =
  | 'timeout'
  | 'unreachable'
  | 'redirect'
  | 'too_large'
  | 'wrong_type'
  | 'content_encoded';
