import type { ClientId, Instant } from '@grantor/protocol';

/** A metadata document as it was last accepted (clients.md §5); the client it described is stored beside it. */
export type ClientDocument = {
  readonly url: ClientId;
  /** Read again by the rules of the day when the source says that it has not changed. */
  readonly text: string;
  /** `shipped`: a copy this version came with; the source was never reached. */
  readonly origin: 'live' | 'shipped';
  readonly etag: string | null;
  readonly freshUntil: Instant;
  /** When its source took it back, or the domain was blocked; null: it stands. */
  readonly withdrawnAt: Instant | null;
};

/**
 * Why a document makes no client. `blocked`: by this server's policy. `unreachable`: it could not be had just
 * now. `forbidden`: its address is one nobody fetches from. `gone`: its source says so. `broken`: it breaks a rule.
 */
export type DocumentFault = 'blocked' | 'unreachable' | 'forbidden' | 'gone' | 'broken';
