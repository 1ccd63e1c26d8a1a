/** What every handler gets: the request and where it came from. Never decides anything. */

import type { Source } from '@grantor/engine';

export type Exchange = {
  readonly request: Request;
  readonly method: string;
  readonly path: string;
  /** Without the question mark. */
  readonly query: string;
  readonly source: Source;
  /** Adds what the answer was about to the line in the log. */
  readonly note: (note: Note) => void;
};

export type Note = {
  readonly clientId?: string | null;
  readonly userId?: string | null;
  readonly error?: string | null;
};

export type Handler = (exchange: Exchange) => Promise<Response> | Response;

/** The value of a request header, or undefined. */
export const header = ({ request }: Exchange, name: string): string | undefined =>
  request.headers.get(name) ?? undefined;

/** One query parameter of a page of our own; a repeated one counts as absent. */
export function queryParameter({ query }: Exchange, name: string): string | undefined {
  const values = new URLSearchParams(query).getAll(name);
  return values.length === 1 ? values[0] : undefined;
}

/** Whether an answer may be a page: the caller is a browser (protocol.md AZ-1). */
export const acceptsHtml = (exchange: Exchange): boolean =>
  header(exchange, 'accept')?.includes('text/html') ?? false;
