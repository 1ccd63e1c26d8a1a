/** One request, without the framework it came through. */
export type GuardRequest = {
  readonly method: string;
  /** As received, mount prefix included: an absolute URL, or path and query. */
  readonly url: string;
  /**
   * The values of every header line with this name (lower case), in their order. Where the platform joins
   * lines (a `Headers` object), the joined value is one line.
   */
  header(name: string): readonly string[];
  /** The client's certificate on this connection, in DER, or null. */
  readonly certificate: Uint8Array | null;
  /** The address of the peer, or null when the platform does not tell. */
  readonly peer: string | null;
  /** The names in the form that is the body, which stays there for others; absent where nobody can look into it. */
  formNames?(): Promise<readonly string[]>;
};
