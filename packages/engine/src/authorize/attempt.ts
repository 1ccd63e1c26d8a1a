import type { Instant } from '@grantor/protocol';
import type { Flow } from '../model/flow.ts';
import type { Source } from '../ports/facts.ts';
import type { Context } from '../requests/context.ts';
import type { Decision, SignInFailure, Visitor } from '../requests/request.ts';

/** Everything one look at a request depends on, read once. */
export type Attempt = Context & {
  readonly visitor: Visitor;
  readonly source: Source;
  readonly at: Instant;
  /** null: the request has just arrived. */
  readonly flow: { readonly id: string; readonly stored: Flow } | null;
  /** What the person decided on a page of the flow; null: they only look. */
  readonly decision: Decision | null;
  /** It was begun again on a page of another session of this browser. */
  readonly begunIn?: 'another_session';
  /** Why nobody can be signed in for it (product.md I-9). */
  readonly failure?: SignInFailure;
  /** The person decided about this request before they signed in for it (clients.md §10). */
  readonly decidedBefore?: true;
};
