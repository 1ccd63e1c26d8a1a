/** Everything a page or an endpoint of this site works with, made once in `start.ts`. */

import type { BrowserSession, DetailsTypes, Engine, Observer, Random, Source, Store } from '@grantor/engine';
import type { Instant } from '@grantor/protocol';
import type { Kysely } from 'kysely';
import type { BrowserStates } from '../accounts/browser-state.ts';
import type { CookieJar } from '../accounts/cookies.ts';
import type { BrowserSignIn } from '../accounts/forwarded-sessions.ts';
import type { SessionPorts } from '../accounts/sessions.ts';
import type { PasswordChecker, SignInOutcome, SignInPorts } from '../accounts/sign-in.ts';
import type { ChangePorts } from '../administration/change.ts';
import type { DocumentPorts } from '../administration/client-documents.ts';
import type { ConnectionPorts } from '../administration/connections.ts';
import type { ClientPorts } from '../administration/held-client.ts';
import type { KeyPorts } from '../administration/keys.ts';
import type { PeoplePorts } from '../administration/people.ts';
import type { PolicyPorts } from '../administration/policies.ts';
import type { SignUpRules } from '../administration/sign-up.ts';
import type { TokenPorts } from '../administration/tokens.ts';
import type { CredentialSite } from '../credentials/credential-site.ts';
import type { Database } from '../database/database.ts';
import type { Schema } from '../database/schema.ts';
import type { FactorPorts } from '../factors/ports.ts';
import type { FactorKind } from '../factors/proofs.ts';
import type { CorsSettings } from '../http/cors.ts';
import type { PageSettings } from '../http/page.ts';
import type { ServerLimits } from '../limits/limits.ts';
import type { Logos } from '../logos/logos.ts';
import type { Totals } from '../store/counts.ts';
import type { OutsideText } from '../telemetry/outside-text.ts';
import type { Provider } from '../upstream/provider.ts';
import type { SystemFacts } from './system.ts';

/** Sign-ins and session ends, for the audit log (protocol.md §22) and metrics. */
export type PeopleEvents = {
  /** Somebody tried to sign in, by a password unless it says otherwise. `seconds`: how long checking took; null: nothing was checked. `checkedBy`: who did, where somebody did. */
  attempted(attempt: {
    method?: 'password' | 'passkey';
    result: SignInOutcome['kind'];
    seconds: number | null;
    checkedBy?: PasswordChecker;
  }): void;
  /** A password could not be checked: who would have says neither yes nor no (product.md H-2). */
  externalUnavailable(tried: { userId: string | null; cause: string }, source: Source): void;
  /** `methods`: RFC 8176 §2; `provider`: what they signed in through, null: here. */
  signedIn(
    person: { userId: string; username: string; methods: readonly string[]; provider: string | null },
    source: Source,
  ): void;
  /** A wrong second factor; of nobody, where a passkey is nobody's. */
  factorFailed(
    tried: {
      userId?: string;
      username?: string;
      method: 'code' | 'passkey' | 'email_code';
      lock: 'none' | 'starts_now';
    },
    source: Source,
  ): void;
  /** The counter of a passkey stands no higher than before, as that of a copy would (product.md F-4). */
  passkeyCopied(person: { userId: string; username: string }, source: Source): void;
  /** In the transaction that uses the code up; what it answers is called once that has committed. */
  recoveryCodeUsed(
    transaction: Kysely<Schema>,
    person: { userId: string; username: string; left: number },
    source: Source,
  ): Promise<() => void>;
  /** A second factor, or a passkey alone, was tried. */
  factorTried(kind: FactorKind, result: 'success' | 'failure' | 'throttled'): void;
  /** Somebody came back from a provider that is served. `refused`: it vouched for them, and this server lets them in no further. */
  cameBack(provider: string, result: 'success' | 'denied' | 'refused' | 'error' | 'unknown_state'): void;
  /** A sign-in through a provider came to nothing; `technical`: the provider could not be had, or spoke nonsense. */
  throughFailed(failure: { provider: string; reason: string; technical: boolean }, source: Source): void;
  signInFailed(
    name: { typed: string; userId: string | null; lock: 'none' | 'starts_now' },
    source: Source,
  ): void;
  /** A session that takes the place of no other. */
  sessionBegan(): void;
  /** A session was presented after its end. */
  sessionLost(session: BrowserSession, reason: 'expired' | 'idle_timeout'): void;
  sessionRefused(session: BrowserSession, reason: 'fingerprint_mismatch', source: Source): void;
};

/** What people do by mail alone. */
export type ByMail = {
  /** Whether they may sign in by a code (mail.md M-8). */
  readonly code: 'offered' | 'not_offered';
  /** null: nobody makes their own account (mail.md M-7). */
  readonly signUp: SignUpRules | null;
};

/** Sign-in through other providers. */
export type UpstreamSite = {
  /** In the order of their buttons. */
  readonly providers: readonly Provider[];
  readonly ports: ConnectionPorts;
  readonly random: Random;
  /** What the way to a provider is bound together with. */
  readonly key: Uint8Array;
};

export type Site = {
  readonly baseUrl: string;
  /** Of the DPoP proofs that are taken. */
  readonly proofAlgorithms: readonly string[];
  readonly engine: Engine;
  readonly store: Store;
  readonly detailsTypes: DetailsTypes;
  readonly database: Database;
  readonly now: () => Instant;
  readonly cookies: CookieJar;
  readonly csrfKey: Uint8Array;
  readonly sessions: SessionPorts;
  readonly signIn: SignInPorts;
  readonly rememberMe: 'offered' | 'not_offered';
  readonly limits: ServerLimits;
  readonly people: PeopleEvents;
  /** What changes of people need. */
  readonly accounts: PeoplePorts;
  /** What operations on clients and resources need. */
  readonly clients: ClientPorts;
  readonly observer: Observer;
  /** What administrative changes are made with. */
  readonly changes: ChangePorts;
  readonly factors: FactorPorts;
  /** What operations on token sessions and on signing keys need. */
  readonly tokens: TokenPorts;
  readonly keys: KeyPorts;
  readonly documents: DocumentPorts;
  readonly policies: PolicyPorts;
  readonly system: SystemFacts;
  /** How many there are of all that is stored, at this second. */
  readonly totals: (now: number) => Promise<Totals>;
  /** What was sent, as the log may hold it. */
  readonly outside: OutsideText;
  readonly pages: PageSettings;
  readonly logos: Logos;
  readonly cors: CorsSettings;
  /** null: guarded hosts are for tokens only. */
  readonly browserSignIn: BrowserSignIn | null;
  /** null: clients are not told of changes of the session in the browser (`ENABLE_SESSION_MANAGEMENT`). */
  readonly browserStates: BrowserStates | null;
  readonly aliases: 'served' | 'refused';
  /** Whether clients may ask people whom they name (CIBA). */
  readonly backchannel: 'served' | 'refused';
  /** null: no credentials are issued (`ENABLE_VCI`). */
  readonly credentials: CredentialSite | null;
  /** Whether this server is an entity of federations. */
  readonly federation: 'served' | 'refused';
  /** What the description of everything says; null: nobody is told (`ENABLE_SWAGGER`). */
  readonly description: { readonly version: string; readonly metrics: 'exported' | 'not_exported' } | null;
  readonly upstream: UpstreamSite;
  readonly byMail: ByMail;
};
