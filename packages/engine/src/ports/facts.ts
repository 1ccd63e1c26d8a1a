/**
 * Every write the engine can cause. A request computes its facts and commits them once; a guarded
 * fact holds only if its guard still does at commit, and then for exactly one of any number of
 * parallel commits. Nothing is read, checked and then written.
 */

import type { ClientId, Epoch, FamilyId, Hash, Instant, UserId } from '@grantor/protocol';
import type { OpaqueToken } from '../model/access-token.ts';
import type { Actor } from '../model/actor.ts';
import type { AuthorizationCode } from '../model/authorization-code.ts';
import type { Client } from '../model/client.ts';
import type { RefreshBinding } from '../model/confirmation.ts';
import type { Consent } from '../model/consent.ts';
import type { DeviceApproval, DeviceCode } from '../model/device-code.ts';
import type { Family, NamedToken, RevocationReason, RotatedToken } from '../model/family.ts';
import type { ManagedGrant } from '../model/managed-grant.ts';
import type { SeenProof } from '../model/proof.ts';
import type { PushedRequest } from '../model/pushed-request.ts';
import type { Registration } from '../model/registration.ts';
import type { BackchannelFact } from './backchannel-facts.ts';
import type { CredentialFact } from './credential-facts.ts';
import type { DescribedClientFact } from './described-client-facts.ts';
import type { FlowFact } from './flow-facts.ts';
import type { Issued } from './issued.ts';

/** A family that began in a session of a browser. */
export type InSession = Family & { readonly sessionId: Hash; readonly sid: string };

export type Fact =
  | FlowFact
  /** Unguarded: the hash is new. */
  | { readonly kind: 'request_pushed'; readonly request: PushedRequest }
  /** Guard: it is kept. Deletes it: a pushed request is answered once (advanced.md PAR-6). */
  | { readonly kind: 'pushed_request_answered'; readonly request: Hash }
  /** Unguarded: merges scope, resources, claims and terms into what is stored. */
  | { readonly kind: 'consent_given'; readonly consent: Consent }
  /** Ends every family of the pair, and every code and device approval one could be born from (protocol.md IN-5). */
  | { readonly kind: 'consent_revoked'; readonly userId: UserId; readonly clientId: ClientId }
  | { readonly kind: 'authorization_denied'; readonly userId: UserId; readonly clientId: ClientId }
  /**
   * Guard: the session lives, the user is enabled, the client is active, and the consent it rests on, named by when it
   * was given last, is neither withdrawn nor another one. Records the client in the session.
   */
  | { readonly kind: 'code_issued'; readonly code: AuthorizationCode; readonly consent?: Instant }
  /**
   * Tokens go to the client through the browser. Guard as `code_issued`. Records the client in the session, and begins
   * the family of what is given, by which it can be ended.
   */
  | {
      readonly kind: 'answered_in_front';
      readonly family: InSession;
      readonly issued: Issued;
      readonly consent?: Instant;
    }
  /** Guard: not redeemed, user enabled, client active. */
  | { readonly kind: 'code_redeemed'; readonly code: AuthorizationCode; readonly issued: Issued }
  /** Unguarded: the id is new; always together with the guarded fact that gives it birth. */
  | { readonly kind: 'grant_created'; readonly grant: ManagedGrant }
  /**
   * Guard: the grant is kept, in the revision before. Ends its codes and device approvals but `approval`, its refresh
   * tokens, and with `replace` its access tokens (advanced.md GMT-4).
   */
  | {
      readonly kind: 'grant_changed';
      readonly grant: ManagedGrant;
      readonly action: 'merge' | 'replace';
      readonly approval: Hash;
      /** No access token of before lives longer. */
      readonly accessEndsBy: Epoch;
    }
  /**
   * Guard: it is kept. Ends it with every code, device approval and family of it (advanced.md GMT-9); `reason`: whose word
   * it was. At that of the person nothing more is remembered as allowed to the client: what tokens hold lives on, the rest
   * is asked for again (protocol.md IN-3).
   */
  | { readonly kind: 'grant_revoked'; readonly grant: ManagedGrant; readonly reason: 'client' | 'user' }
  /** Unguarded: always together with the guarded fact that gives it birth. */
  | { readonly kind: 'family_started'; readonly family: Family }
  /** Guard: `presented` is current, family unrevoked and unpaused, user enabled, client active. */
  | {
      readonly kind: 'refresh_rotated';
      readonly family: Family;
      readonly presented: Hash;
      readonly next: Hash;
      /** What the family is bound to from now on; null: nothing. */
      readonly confirmation: RefreshBinding | null;
      /** What is answered now, sealed under a key derived from `presented` (protocol.md RF-3); null: it is not kept. */
      readonly sealedAnswer: string | null;
      /** Earlier rotations to be remembered beside this one. */
      readonly earlier: readonly RotatedToken[];
      readonly refreshExpiresAt: Epoch;
      readonly expiresAt: Epoch;
      /** The access token that was made. */
      readonly newest: NamedToken;
      readonly issued: Issued;
    }
  /** A fixed token was used. Guard as `refresh_rotated`; slides the expiry. */
  | {
      readonly kind: 'refresh_used';
      readonly family: Family;
      readonly presented: Hash;
      readonly refreshExpiresAt: Epoch;
      readonly expiresAt: Epoch;
      /** The access token that was made. */
      readonly newest: NamedToken;
      readonly issued: Issued;
    }
  /** Guard when `reason` is `security`: not revoked yet, so that one race raises one alarm. */
  | {
      readonly kind: 'family_revoked';
      readonly familyId: FamilyId;
      readonly clientId: ClientId;
      readonly userId: UserId;
      readonly reason: RevocationReason;
      readonly cause: 'code_replay' | 'refresh_reuse' | 'request';
    }
  /** Unguarded. */
  | { readonly kind: 'opaque_token_issued'; readonly token: OpaqueToken }
  /** Kept until the token would have expired (protocol.md TO-2). Unguarded, idempotent. */
  | {
      readonly kind: 'access_token_revoked';
      readonly tokenId: string;
      readonly clientId: ClientId;
      readonly userId: UserId | null;
      readonly expiresAt: Epoch;
      readonly reason: RevocationReason;
    }
  /** Guard: client active. Nothing to store, only to audit: JWT access tokens are not stored. */
  | {
      readonly kind: 'client_token_issued';
      readonly clientId: ClientId;
      readonly scope: readonly string[];
      /** By the word of a trusted issuer (advanced.md JWB-5); absent: by its own credentials. */
      readonly by?: 'workload';
    }
  /** Guard: each of `seen` is new; user enabled, client active, the subject the person's still. Begins the family, which is as old as the assertion's use. */
  | {
      readonly kind: 'assertion_redeemed';
      readonly family: Family;
      readonly seen: readonly SeenProof[];
      readonly issuer: string;
      readonly subject: string;
      readonly issued: Issued;
    }
  /**
   * Guard: each of `seen` is new; user enabled, client active; the family, where it is the subject token's, neither revoked
   * nor paused.
   */
  | {
      readonly kind: 'token_exchanged';
      readonly issued: 'access_token' | 'id_jag';
      readonly clientId: ClientId;
      readonly userId: UserId;
      readonly tokenId: string;
      readonly family:
        | { readonly kind: 'kept'; readonly id: FamilyId }
        | { readonly kind: 'started'; readonly family: Family };
      readonly seen: readonly SeenProof[];
      /** Of the subject token: who it is about, and who made it. */
      readonly subject: { readonly sub: string; readonly iss: string };
      readonly actor: Actor | null;
      readonly audience: readonly string[];
      readonly scope: readonly string[];
    }
  /** The program around the server had it made. Guard of a person's, whose family begins with it: user enabled, client active. */
  | {
      readonly kind: 'administrative_token_issued';
      readonly clientId: ClientId;
      readonly tokenId: string;
      readonly family: Family | null;
      readonly scope: readonly string[];
      readonly resources: readonly string[];
      readonly expiresAt: Epoch;
    }
  | DescribedClientFact
  /** Guard: not seen before, as far as that is still remembered (security.md R-7). */
  | { readonly kind: 'proof_seen'; readonly proof: SeenProof }
  /** The same of a signed backchannel request (CIBA §7.1.1). */
  | { readonly kind: 'request_seen'; readonly proof: SeenProof }
  /** The same of a DPoP proof (advanced.md DPO-4). */
  | { readonly kind: 'dpop_proof_seen'; readonly proof: SeenProof }
  /** Guard: the user code is unique among live ones. */
  | { readonly kind: 'device_code_issued'; readonly deviceCode: DeviceCode }
  /** Guard: pending and unexpired. A later entry elsewhere rebinds (protocol.md DV-4). */
  | { readonly kind: 'device_code_entered'; readonly hash: Hash; readonly session: Hash }
  /** Guard: pending, unexpired, bound to `session`, which lives. */
  | {
      readonly kind: 'device_approved';
      readonly hash: Hash;
      readonly clientId: ClientId;
      readonly session: Hash;
      readonly approval: DeviceApproval;
    }
  /** Guard: pending, unexpired, bound to `session`. */
  | {
      readonly kind: 'device_denied';
      readonly hash: Hash;
      readonly clientId: ClientId;
      readonly userId: UserId;
      readonly session: Hash;
    }
  | BackchannelFact
  | CredentialFact
  /** Guard: approved and not redeemed, user enabled, client active. */
  | { readonly kind: 'device_redeemed'; readonly deviceCode: DeviceCode; readonly issued: Issued }
  /**
   * Deletes the session, ends its families that have `openid` and lack `offline_access` (protocol.md LO-5), with the
   * codes and device approvals they would be born from, and queues a notice per client with a back-channel
   * address (protocol.md LO-3). Idempotent.
   */
  | {
      readonly kind: 'session_ended';
      readonly session: Hash;
      readonly userId: UserId;
      /** Absent: whoever ends it does not know. */
      readonly startedAt?: Epoch;
      readonly reason: 'logout' | 'admin' | 'security' | 'password';
    }
  /** The same for every session of the person but `except`, also one that begins in place of another meanwhile. */
  | {
      readonly kind: 'sessions_ended';
      readonly userId: UserId;
      readonly except: Hash | null;
      readonly reason: 'logout' | 'admin' | 'security' | 'password';
    }
  /**
   * Everything applications hold of the person, and every code and device approval one could be born from, in
   * one write: whatever was issued before counts no more (security.md R-12). Consents stay. Idempotent.
   */
  | {
      readonly kind: 'account_tokens_revoked';
      readonly userId: UserId;
      readonly reason: 'user' | 'admin';
    }
  /** Unguarded: the id is new. */
  | { readonly kind: 'client_registered'; readonly registration: Registration }
  /** Moves the last use to now, unless it was moved less than `spacing` seconds ago. Unguarded (clients.md §4). */
  | { readonly kind: 'client_used'; readonly clientId: ClientId; readonly spacing: number }
  /**
   * Guards: `presented` is the registration token, or the one before while that counts (clients.md §3), and nobody has
   * changed the client since it was read.
   */
  | {
      readonly kind: 'client_replaced';
      readonly client: Client;
      /** Of the registration that was read. */
      readonly version: number;
      readonly presented: Hash;
      readonly next: Hash;
      /** How long `presented` counts beside the next one. */
      readonly earlierUntil: Epoch;
      /** The members of its metadata that are others now. */
      readonly changed: readonly string[];
      /** `drop`: people saw another client than this one. */
      readonly consents: 'keep' | 'drop';
    }
  /** The token before counts no more. Unguarded, idempotent. */
  | { readonly kind: 'registration_token_used'; readonly clientId: ClientId; readonly token: Hash }
  /** Guard: the token, as of `client_replaced`. Ends its consents, codes, device codes and families. */
  | { readonly kind: 'client_deleted'; readonly client: Client; readonly presented: Hash };

export type FactKind = Fact['kind'];

/** `conflict` names the first fact whose guard no longer held; nothing of the commit was kept. */
export type CommitResult = { readonly ok: true } | { readonly ok: false; readonly conflict: FactKind };

/** Where a commit came from, for the audit log. */
export type Source = {
  readonly address: string;
  readonly userAgent: string | null;
  readonly requestId: string;
  readonly method: string;
  readonly path: string;
  /** The path with `{id}` for whatever stands in place of an id, which is what is written of it; absent: nothing does. */
  readonly pattern?: string;
  /** Who acts, where it is none of those whom the facts name: the program around the server, or a front-end of it. */
  readonly actor?: 'application' | 'front_end';
};

export type Commit = {
  readonly facts: readonly Fact[];
  readonly at: Instant;
  readonly source: Source;
};
