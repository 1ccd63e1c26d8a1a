/** What is written of authorization requests that wait, for a browser or under a ticket of a front-end. */

import type { Epoch, Hash, UserId } from '@grantor/protocol';
import type { BrowserSession } from '../model/authentication.ts';
import type { Flow, FlowAnswer } from '../model/flow.ts';

export type FlowFact =
  /** Unguarded: the hash is new. */
  | { readonly kind: 'flow_started'; readonly flow: Flow }
  /** Guard: the flow is live and still belongs to the cookie set when it was posted. */
  | {
      readonly kind: 'flow_claimed';
      readonly flow: Hash;
      readonly poster: Hash;
      readonly browser: Hash;
      readonly session: Hash | null;
    }
  /** Guard: the flow is live. */
  | { readonly kind: 'account_chosen'; readonly flow: Hash; readonly userId: UserId }
  /** Guard: the flow is live. Deletes it: a flow ends once. */
  | { readonly kind: 'flow_ended'; readonly flow: Hash }
  /** Unguarded: always together with `flow_ended`. */
  | { readonly kind: 'flow_answered'; readonly answer: FlowAnswer }
  /** Guard: the flow is live. */
  | { readonly kind: 'flow_noted'; readonly flow: Hash; readonly note: string }
  /**
   * A front-end signed in a guest: the session they go on in, until `expiresAt`, and the row that what they allow hangs
   * on. Unguarded: the session is new; a guest who is known stays as they are.
   */
  | { readonly kind: 'guest_admitted'; readonly session: BrowserSession; readonly expiresAt: Epoch };
