/** What every handler gets: the request and where it came from. Never decides anything. */

import type { ClientCertificate, Source } from '@grantor/engine';
import { parseQuery } from '@grantor/protocol';
import type { Incoming, Outgoing } from './message.ts';

export type Exchange = {
  readonly method: string;
  readonly path: string;
  /** Without the question mark. */
  readonly query: string;
  readonly source: Source;
  /** Who is at the other end of the connection: whose forwarding headers count (security.md P-1). */
  readonly peer: 'trusted_proxy' | 'anyone';
  /** The certificate of the client, as far as whoever says it is believed; null: none (advanced.md MTL-2). */
  readonly certificate: () => ClientCertificate | null;
  /** Names in lower case. */
  readonly header: Incoming['header'];
  readonly body: Incoming['body'];
  /** Adds what the answer was about to the line in the log. */
  readonly note: (note: Note) => void;
};

/** The same, known by what stands for its path in records (operations.md D-4). */
export const underPattern = (exchange: Exchange, pattern: string): Exchange => {
  const { source } = exchange;
  return pattern === (source.pattern ?? source.path)
    ? exchange
    : { ...exchange, source: { ...source, pattern } };
};

export type Note = {
  readonly clientId?: string | null;
  readonly userId?: string | null;
  readonly error?: string | null;
  /** As `OutsideText` writes it. */
  readonly redirectUri?: string | null;
  /** Why, for the log alone, which has a line more where this is said; never a secret. */
  readonly detail?: string | null;
};

export type Handler = (exchange: Exchange) => Promise<Outgoing> | Outgoing;

/** The value of a request header, or undefined. */
export const header = (exchange: Exchange, name: string): string | undefined => exchange.header(name);

/** The values of a header that may be sent once only, to see whether it was. */
export const headerValues = (exchange: Exchange, name: string): readonly string[] =>
  exchange
    .header(name)
    ?.split(',')
    .map((value) => value.trim()) ?? [];

/** One query parameter of a page of our own. Throws `invalid_request` as for every endpoint (security.md I-1). */
export const queryParameter = ({ query }: Exchange, name: string): string | undefined =>
  parseQuery(query).get(name);

/** Whether an answer may be a page: the caller is a browser (protocol.md AZ-1). */
export const acceptsHtml = (exchange: Exchange): boolean =>
  header(exchange, 'accept')?.includes('text/html') ?? false;
