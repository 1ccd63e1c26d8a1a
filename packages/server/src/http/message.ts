/** What arrives and what leaves, as plain data: the same for a socket and for a test. */

export type Peer = { readonly address: string };

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
  readonly body: string | Uint8Array | null;
};

/** Of the body, in bytes. */
export const lengthOf = ({ body }: Outgoing): number =>
  typeof body === 'string' ? Buffer.byteLength(body) : (body?.length ?? 0);

/** What GET would answer, without its body (RFC 9110 §9.3.2), and setting nothing (protocol.md G-2). */
export const headOf = (outgoing: Outgoing): Outgoing => ({
  ...outgoing,
  headers:
    outgoing.status === 304
      ? outgoing.headers
      : { ...outgoing.headers, 'content-length': String(lengthOf(outgoing)) },
  cookies: [],
  body: null,
});

/** The same answer with further headers; those given last win. */
export const withHeaders = (outgoing: Outgoing, headers: Readonly<Record<string, string>>): Outgoing => ({
  ...outgoing,
  headers: { ...outgoing.headers, ...headers },
});
