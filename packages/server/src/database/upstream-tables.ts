/** The tables of sign-in through other providers. */

/** What a person is at another provider (product.md I-7): one of each provider, and nobody twice. */
export type ConnectionTable = {
  id: string;
  user_id: string;
  provider: string;
  /** Who it is there, for ever: what the provider never gives to somebody else. */
  subject: string;
  /** The name there, where it names one person. */
  username: string | null;
  name: string | null;
  email: string | null;
  email_verified: number;
  avatar_url: string | null;
  /** What the provider gave us, sealed; never shown. */
  tokens: string;
  created_at: number;
  last_used_at: number;
};

/** A sign-in at a provider that has not come back (product.md I-1). */
export type UpstreamStateTable = {
  /** SHA-256 of `state`. */
  hash: string;
  /** SHA-256 of the browser's cookie. */
  browser: string;
  provider: string;
  purpose: string;
  /** Whose session it is for, where it is for one. */
  user_id: string | null;
  flow: string | null;
  redirect: string | null;
  remembered: number;
  /** Digest of the page on which the waiting client was allowed; null: nobody had to be asked. */
  shown: string | null;
  expires_at: number;
};

/** What was allowed before a sign-in at a provider, by who came back from there (clients.md §10). */
export type EarlierApprovalTable = {
  /** SHA-256 of the flow's id. */
  flow: string;
  /** SHA-256 of the browser's cookie. */
  browser: string;
  user_id: string;
  provider: string;
  /** Digest of the page it was allowed on. */
  shown: string;
  expires_at: number;
};
