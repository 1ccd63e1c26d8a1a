import type { ClientId, Epoch, Hash } from '@grantor/protocol';
import type { RequestForm } from './flow.ts';

/** An authorization request that its client sent before the browser came (RFC 9126 §2). */
export type PushedRequest = {
  /** SHA-256 of the `request_uri`. */
  readonly hash: Hash;
  readonly clientId: ClientId;
  /** What is read of the request, form encoded. Every step parses and checks it again. */
  readonly parameters: string;
  readonly form: RequestForm;
  /** Until then a browser may come with it. */
  readonly expiresAt: Epoch;
  /** Until then whoever came in time may be answered (advanced.md PAR-6). */
  readonly keptUntil: Epoch;
};
