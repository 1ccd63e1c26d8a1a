/** What arrives and what leaves, as plain data: the same for a socket and for a test. */

export type Peer = {
  readonly address: string;
  /** The certificate it showed in the handshake, in DER; null or absent: none. */
  readonly certificate?: () => Uint8Array | null;
};

export type Incoming = {
  readonly method: string;
  /** Path and query as they were sent. */
  readonly target: string;
  readonly peer: Peer;
  /** Names in lower case. */
  readonly header: (name: string) => string | undefined;
  /** Rejects with `payload_too_large` before more than the limit was kept (protocol.md §1). */
  readonly body: () => Promise<Uint8Array>;
};

export type Outgoing = {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
  /** In parts: what is too long to be held at once, written as fast as it is taken. */
  readonly body: string | Uint8Array | AsyncIterable<string> | null;
};

/** Of the body, in bytes; null: it comes in parts, and nobody knows yet. */
export function lengthOf({ body }: Outgoing): number | null {
  if (body === null) return 0;
  if (typeof body === 'string') return Buffer.byteLength(body);
  return body instanceof Uint8Array ? body.length : null;
}

/** Nothing for a body in parts. */
function lengthHeader(outgoing: Outgoing): Readonly<Record<string, string>> {
  const length = outgoing.headers['content-length'] ?? lengthOf(outgoing);
  return length === null ? {} : { 'content-length': String(length) };
}

/** What GET would answer, without its body (RFC 9110 §9.3.2), and setting nothing (protocol.md G-2). */
export const headOf = (outgoing: Outgoing): Outgoing => ({
  ...outgoing,
  headers: outgoing.status === 304 ? outgoing.headers : { ...outgoing.headers, ...lengthHeader(outgoing) },
  cookies: [],
  body: null,
});

/** The same answer with further headers; those given last win. */
export const withHeaders = (outgoing: Outgoing, headers: Readonly<Record<string, string>>): Outgoing => ({
  ...outgoing,
  headers: { ...outgoing.headers, ...headers },
});
