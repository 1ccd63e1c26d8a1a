/** What the engine needs of request objects that are published (RFC 9101 §5.2). */

import type { Hash } from '@grantor/protocol';
import type { Source } from './facts.ts';

/** Request objects that clients publish (RFC 9101 §5.2). */
export interface RequestObjects {
  /**
   * What is at `url`, which is one its client registered: one request, or a copy of what was there before and has the
   * digest (OpenID Connect Core §6.2). null: nothing could be had that might be one.
   */
  fetch(url: string, asking: RequestObjectAsking): Promise<string | null>;
}

export type RequestObjectAsking = {
  /** What it has to be; null: whatever is there now. */
  readonly digest: Hash | null;
  readonly source: Source;
};
