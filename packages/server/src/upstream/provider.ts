/** upstream/ owns how this server is a client of other providers: one row for each. Never knows a page or a user. */

import type { Source } from '@grantor/engine';
import type { AllowList } from '../people/allow-list.ts';

/** Who somebody is at a provider, as it says now. */
export type UpstreamIdentity = {
  /** Never somebody else's: what a connection is found by (product.md §6). */
  readonly subject: string;
  /** The provider's own id of the person, as lists name it. */
  readonly id: string;
  /** What lists may name them by, where the provider gives each name to one person. */
  readonly username: string | null;
  /** What they may be called here, best first. */
  readonly usernames: readonly string[];
  readonly name: string | null;
  readonly email: string | null;
  readonly emailVerified: boolean;
  readonly avatarUrl: string | null;
  /** What the provider gave us, to be sealed. */
  readonly tokens: string;
};

/** What a way there and back holds together. */
export type UpstreamAttempt = {
  readonly state: string;
  readonly verifier: string;
  readonly nonce: string;
  /** Whose request it is. */
  readonly source: Source;
};

export type UpstreamReturn = UpstreamAttempt & {
  readonly code: string;
  /** RFC 9207 §2: who says to have answered; null: nobody does. */
  readonly issuer: string | null;
  /** In seconds. */
  readonly now: number;
};

export type ProviderMark = 'github' | 'gitea' | 'gitlab' | 'microsoft' | 'other';

export type Provider = {
  /** Its part of paths and variables. */
  readonly name: string;
  /** As people know it. */
  readonly label: string;
  readonly mark: ProviderMark;
  readonly allowed: AllowList;
  /** What it is asked for. */
  readonly scopes: readonly string[];
  /** Where the person is sent; `again`: they are to show that they are there. Rejects with UpstreamFault. */
  authorizationUrl(attempt: UpstreamAttempt, prompt: 'as_usual' | 'again'): Promise<string>;
  /** Who came back. Rejects with UpstreamFault, whatever the provider does. */
  identify(returned: UpstreamReturn): Promise<UpstreamIdentity>;
};

export type FaultReason =
  | 'provider unreachable'
  | 'provider answered something else'
  | 'code refused'
  | 'id token refused'
  | 'another issuer answered';

/** The provider cannot be reached or says what it must not; the message is constant. */
export class UpstreamFault extends Error {
  override readonly name = 'UpstreamFault';

  constructor(reason: FaultReason) {
    super(reason);
  }
}

/** What this server is at a provider. */
export type ProviderClient = {
  readonly name: string;
  readonly label: string;
  readonly clientId: string;
  readonly clientSecret: { reveal(): string };
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly allowed: AllowList;
};
