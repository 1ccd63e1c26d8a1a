/** What a proxy asks before it lets a request through, and what it is told (resource.md §9). */

import type { Reply } from '@grantor/protocol';
import type { Account } from '../model/account.ts';
import type { ClientCertificate } from '../model/certificate.ts';
import type { Source } from '../ports/facts.ts';

/** The request that waits at the proxy. */
export type OriginalRequest = {
  /** null: the proxy does not say. */
  readonly method: string | null;
  readonly url: URL;
  /** A browser asks what a script of another origin may send (Fetch §3.2.2). */
  readonly isPreflight: boolean;
};

/** What the operator demands for this place. */
export type AccessDemand = {
  /** All of these. */
  readonly scope: readonly string[];
  /** Any of these; empty: what is registered for the place decides. */
  readonly audience: readonly string[];
  /** Whether the service behind the proxy gets the token itself. */
  readonly token: 'pass' | 'withhold';
  /** `any`: the service asks the same of all its paths, so that it does not matter which one is meant. */
  readonly path: 'unambiguous' | 'any';
  /** Who speaks where both are sent: `cookie` where the service takes tokens of its own. */
  readonly first: 'token' | 'cookie';
};

export type VerifyRequest = {
  readonly authorization: string | undefined;
  /** As the `DPoP` headers came (RFC 9449 §4.1). */
  readonly dpop: readonly string[];
  /** null: none was shown, or by nobody who is believed (advanced.md MTL-2). */
  readonly certificate: ClientCertificate | null;
  /** null: nobody we believe has said. */
  readonly original: OriginalRequest | null;
  readonly demand: AccessDemand;
  /** Only proxies we trust ask without a limit (operations.md §6). */
  readonly asker: 'trusted_proxy' | 'anyone';
  readonly source: Source;
};

/** Whom the browser's cookie names; asked when the request carries no token, or before looking at it. */
export type FindVisitor = () => Promise<Account | null>;

/** `anonymous`: nothing was presented, so a browser may be sent to sign in instead. */
export type Verification = {
  readonly kind: 'allowed' | 'anonymous' | 'refused';
  readonly reply: Reply;
};
