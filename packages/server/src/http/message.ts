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

/** The same answer with further headers; those given last win. */
export const withHeaders = (outgoing: Outgoing, headers: Readonly<Record<string, string>>): Outgoing => ({
  ...outgoing,
  headers: { ...outgoing.headers, ...headers },
});

/** The same answer with further cookies. */
export const withCookies = (outgoing: Outgoing, cookies: readonly string[]): Outgoing => ({
  ...outgoing,
  cookies: [...outgoing.cookies, ...cookies],
});
