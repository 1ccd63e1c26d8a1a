import type { Instant } from '@grantor/protocol';
import type { Context } from '../endpoints/context.ts';
import type { Source } from '../facts.ts';
import type { Flow } from '../model/flow.ts';
import type { Visitor } from '../request.ts';

/** Everything one look at a request depends on, read once. */
export type Attempt = Context & {
  readonly visitor: Visitor;
  readonly source: Source;
  readonly at: Instant;
  /** null: the request has just arrived. */
  readonly flow: { readonly id: string; readonly stored: Flow } | null;
  readonly approved: boolean;
};
