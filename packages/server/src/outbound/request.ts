import type { OutboundRefusal } from './destination.ts';

export type OutboundRequest = {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** Media types that are read; null: any. */
  readonly accept: readonly string[] | null;
  /** In bytes; null: 64 KiB; `unread`: the answer's head is all that matters. */
  readonly longestBody: number | 'unread' | null;
};

export type OutboundAnswer =
  | {
      readonly kind: 'answered';
      /** `success`: 2xx. */
      readonly result: 'success' | 'error';
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
