/** What the engine needs of the world. Implementations live in the server, and in `testing/`. */

import type { Charge, ClientId, DpopNonces, Epoch, FamilyId, Hash, Instant, UserId } from '@grantor/protocol';
import type { OpaqueToken, TokenStanding } from '../model/access-token.ts';
import type { Account } from '../model/account.ts';
import type { AuthorizationCode } from '../model/authorization-code.ts';
import type { KnownDetailsType } from '../model/authorization-details.ts';
import type { Client } from '../model/client.ts';
import type { ClientDocument, DocumentFault } from '../model/client-document.ts';
import type { Consent } from '../model/consent.ts';
import type { CredentialConfiguration } from '../model/credential-configuration.ts';
import type { CredentialOffer } from '../model/credential-offer.ts';
import type { DeviceCode } from '../model/device-code.ts';
import type { ExchangeRule } from '../model/exchange-rule.ts';
import type { Family } from '../model/family.ts';
import type { Flow, FlowAnswer } from '../model/flow.ts';
import type { DeferredCredential } from '../model/issued-credential.ts';
import type { ManagedGrant } from '../model/managed-grant.ts';
import type { PushedRequest } from '../model/pushed-request.ts';
import type { Registration } from '../model/registration.ts';
import type { Resource } from '../model/resource.ts';
import type { TrustedIssuer } from '../model/trusted-issuer.ts';
import type { CertificateAuthorities, ClientKeys, SharedSecrets } from './client-proofs.ts';
import type { Commit, CommitResult, Source } from './facts.ts';
import type { FederationPorts } from './federation.ts';
import type { ForeignSubjects, IssuerKeys } from './foreign.ts';
import type { Observer } from './observer.ts';
import type { RequestObjects } from './request-objects.ts';
import type { SectorDocuments } from './sector-documents.ts';

/** Reads are named by use, one statement each; writes are facts. Every token read joins its family. */
export interface Store {
  /** May be cached; a write that was committed before the request came is seen by it, on any machine (operations.md E-4). */
  findClient(id: ClientId): Promise<Client | null>;
  /** Live read: null when there is no such client, or it did not register itself. */
  findRegistration(id: ClientId): Promise<Registration | null>;
  /** Live read of when the client was last used, and whether any of its families may still be used at `now`. */
  findClientUse(id: ClientId, now: Epoch): Promise<ClientUse | null>;
  /** The document a stored client came from. May be cached, as clients. */
  findClientDocument(url: ClientId): Promise<ClientDocument | null>;
  /** May be cached, as clients. */
  listResources(): Promise<readonly Resource[]>;
  /** May be cached, as clients. */
  listTrustedIssuers(): Promise<readonly TrustedIssuer[]>;
  /** May be cached, as clients. */
  listExchangeRules(): Promise<readonly ExchangeRule[]>;

  /** null: unknown or expired at `now`. */
  findFlow(hash: Hash, now: Epoch): Promise<Flow | null>;
  /** null: unknown, or kept no longer at `now`. */
  findFlowAnswer(flow: Hash, now: Epoch): Promise<FlowAnswer | null>;
  /** null: unknown, answered, or kept no longer at `now`. */
  findPushedRequest(hash: Hash, now: Epoch): Promise<PushedRequest | null>;
  /** The managed grant, if it has neither ended nor expired, whoever's it is. */
  findManagedGrant(id: string, now: Epoch): Promise<ManagedGrant | null>;
  findConsent(userId: UserId, clientId: ClientId): Promise<Consent | null>;
  /** Live read: null when the account does not exist. */
  findAccount(id: UserId): Promise<Account | null>;
  /** Live read: the account with this user name or verified e-mail address, however it is typed; a user name wins. */
  findAccountByName(name: string): Promise<Account | null>;

  findCodeForRedemption(hash: Hash): Promise<CodeForRedemption | null>;
  findFamilyForRefresh(keyHash: Hash): Promise<FamilyForRefresh | null>;
  /** What was answered when this token of the family was rotated, sealed; null: not kept, or no longer (protocol.md RF-3). */
  findSealedAnswer(family: FamilyId, rotated: Hash): Promise<string | null>;
  /** The newest family that the client has of that session, if it is neither revoked nor paused. */
  findFamilyOfSignIn(signIn: SignIn): Promise<FamilyForRefresh | null>;
  /**
   * Reads the device code for a poll by its own client and, in the same statement, moves `lastPolledAt` to
   * `at` if it is pending and the last poll is at least `spacing` ms ago (protocol.md §8.4). null: unknown,
   * or another client's, whose poll moves nothing. `polite` says whether it moved.
   */
  pollDeviceCode(poll: DevicePoll): Promise<PolledDeviceCode | null>;
  /** The pending, unexpired device code with this user code, or null. */
  findDeviceCodeForEntry(userCodeHash: Hash, now: Epoch): Promise<DeviceCode | null>;
  /** The pending, unexpired backchannel requests to this person, the newest first, a page of them at most. */
  listBackchannelRequests(userId: UserId, now: Epoch): Promise<readonly DeviceCode[]>;
  /** The device code with this user code, if it was decided, redeemed or not, or null. */
  findDecidedDeviceCode(userCodeHash: Hash): Promise<DeviceCode | null>;

  /** May be cached, as clients. */
  listCredentialConfigurations(): Promise<readonly CredentialConfiguration[]>;
  /** The offer with this pre-authorized code, redeemed or not, with whom it is made to; null: there is none. */
  findCredentialOffer(code: Hash): Promise<OfferForRedemption | null>;
  /** The offer with this name, if it is not redeemed. */
  findOfferByReference(reference: Hash): Promise<CredentialOffer | null>;
  /** null: unknown. */
  findDeferredCredential(hash: Hash): Promise<DeferredCredential | null>;
  /** The number of the newest status list; 0: there is none yet. */
  newestStatusList(): Promise<number>;

  findTokenStanding(token: TokenReference): Promise<TokenStanding>;
  findOpaqueToken(hash: Hash): Promise<{ token: OpaqueToken; standing: TokenStanding } | null>;
  /** How a client that received tokens in the session knows it (protocol.md SE-4); null: it received none there. */
  findSessionClient(session: Hash, client: ClientId): Promise<SessionClient | null>;
  /**
   * The first of the clients that received tokens in the session and have a front-channel address: those that registered
   * themselves come last.
   */
  listFramedClients(session: Hash, most: number): Promise<readonly SessionClient[]>;

  /** All of it or nothing; guarded facts as each says. Durable when it answers. */
  commit(commit: Commit): Promise<CommitResult>;
}

export type SessionClient = { readonly clientId: ClientId; readonly sid: string };

export type ClientUse = { readonly lastUsedAt: Epoch | null; readonly hasLiveFamily: boolean };

export type CodeForRedemption = { readonly code: AuthorizationCode; readonly account: Account | null };

export type OfferForRedemption = { readonly offer: CredentialOffer; readonly account: Account | null };

export type FamilyForRefresh = { readonly family: Family; readonly account: Account | null };

export type SignIn = { readonly clientId: ClientId; readonly sid: string };

export type DevicePoll = {
  readonly hash: Hash;
  readonly clientId: ClientId;
  readonly at: Instant;
  /** Milliseconds. */
  readonly spacing: number;
};

export type PolledDeviceCode = {
  readonly deviceCode: DeviceCode;
  readonly account: Account | null;
  readonly polite: boolean;
};

export type TokenReference = {
  readonly tokenId: string;
  readonly clientId: ClientId;
  /** Counts where there is no family. */
  readonly userId: UserId | null;
  readonly familyId: FamilyId | null;
  readonly issuedAt: Instant;
};

export type TokenUse =
  | 'access_token'
  | 'id_token'
  | 'logout_token'
  | 'userinfo'
  | 'authorization_response'
  | 'introspection';

export type SigningRequest = {
  readonly use: TokenUse;
  /** null: the server's algorithm for this use. */
  readonly alg: string | null;
  /** The `typ` header; null: none. */
  readonly typ: string | null;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly now: Epoch;
};

export type VerifiedJwt = {
  readonly header: { readonly alg: string; readonly typ: string | null; readonly kid: string | null };
  readonly claims: Readonly<Record<string, unknown>>;
};

/** The server's signing keys. Algorithm and key come from the ring, never from the token (RFC 8725 §3.1). */
export interface KeyRing {
  sign(request: SigningRequest): Promise<string>;
  /** The algorithm `sign` will use, needed for `at_hash` and `c_hash` before signing. */
  algorithmFor(use: TokenUse, alg: string | null): string;
  /** Signature by one of our keys that may sign `use` (with `retired`: also keys kept for hints only). Times are not checked. */
  verify(
    jwt: string,
    options: { use: TokenUse; retired: 'refuse' | 'accept'; now: Epoch },
  ): Promise<VerifiedJwt | null>;
  /** How request objects may be encrypted for this server, for discovery: `alg` and `enc`. */
  readonly decryption: Readonly<Record<'algorithms' | 'contents', readonly string[]>>;
  /** What was encrypted for one of our keys; null where it was not, whatever else is wrong with it (RFC 7516 §11.5). */
  decrypt(jwe: string, now: Epoch): Promise<string | null>;
  /** The public set (RFC 7517 §5), serialised once per change, with its entity tag. */
  jwks(now: Epoch): Promise<{ readonly body: string; readonly etag: string }>;
  /** Algorithms by use, for discovery. */
  algorithms(use: TokenUse): readonly string[];
  /** Whom a sector knows the person as: the same on every machine, for ever, and nothing of the person can be told from it (OpenID Connect Core §8.1). */
  pairwiseSubject(sector: string, user: UserId): string;
}

/** Metadata documents as they are on the web, and the copies this version came with (clients.md §5). */
export interface DocumentSource {
  /** One request at most. */
  fetch(url: string, asking: DocumentAsking): Promise<FetchedClientDocument>;
  /** The text for a client whose document cannot be had; null: none. */
  shippedCopy(url: string): string | null;
}

export type DocumentAsking = {
  /** Of the copy that is held, if there is one. */
  readonly etag: string | null;
  /** Whether a copy is held that could do for a while. */
  readonly client: 'new' | 'known';
  /** Whose request it is. */
  readonly source: Source;
};

export type FetchedClientDocument =
  | {
      readonly kind: 'document';
      readonly text: string;
      readonly etag: string | null;
      /** Seconds. */
      readonly freshFor: number;
    }
  /** The copy with the entity tag is still good. */
  | { readonly kind: 'unchanged'; readonly freshFor: number }
  | { readonly kind: 'failed'; readonly fault: Exclude<DocumentFault, 'blocked'> }
  /** Nobody was asked: too much is asked on behalf of this source, or of all. Says nothing of the document. */
  | { readonly kind: 'busy' };

/** The types of authorization details that administrators registered, their schemas compiled (advanced.md RAR-1). */
export interface DetailsTypes {
  /** May be cached, as resources; the same array while nothing has changed. */
  list(): Promise<readonly KnownDetailsType[]>;
}

/** Whom this server calls of its own accord: for keys, logos and notices (security.md S-1). */
export interface Addresses {
  /** Why the URL is never called, as far as the URL itself shows: nothing is looked up. null: it may be. */
  refusalOf(url: string): AddressRefusal | null;
}

export type AddressRefusal = 'malformed' | 'not_https' | 'inner_address' | 'own_host';

export interface Clock {
  now(): Instant;
}

export interface Random {
  /** `bytes` random bytes as base64url. */
  token(bytes: number): string;
  /** Uniform integer in [0, below). */
  integer(below: number): number;
}

/** What needs a key that the store never sees. */
export interface ServerSecrets {
  /** HMAC of a normalised user code. */
  userCodeHash(userCode: string): Hash;
  /** The text for nobody but the server, under the label alone. */
  seal(plaintext: string, label: string): string;
  /** What was sealed under the label. Throws where it was not. */
  open(sealed: string, label: string): string;
  /** Of DPoP proofs; the same on every process (RFC 9449 §8). */
  readonly dpopNonces: DpopNonces;
  /** Of attested clients, likewise (Client Attestation §6.3). */
  readonly attestationChallenges: DpopNonces;
}

export type LimitName =
  | 'token'
  | 'introspect'
  | 'default'
  | 'device_code'
  | 'registration'
  | 'document'
  | 'client'
  | 'proof'
  | 'refresh'
  | 'credential';

/** Rate limits that need what only the engine knows (operations.md §6). */
export interface Limits {
  /**
   * Charged on entry, refunded on success (operations.md Q-3); of each: `document`: a client met for the first time by its
   * document; `client`: a request of an authenticated one; `proof`: one kept for a request to a guarded service, by
   * person, or for a poll at its pace, by address, and `refresh`: an answered one, by person, both of clients that
   * anybody can be; `credential`: what a wallet has written down of credentials, by person.
   * `payer`: the client or person whose budget it is beside the address, or alone.
   */
  charge(limit: LimitName, source: Source, payer: string | null): Charge | Promise<Charge>;
}

export type Ports = {
  readonly store: Store;
  readonly keys: KeyRing;
  readonly clientKeys: ClientKeys;
  readonly issuerKeys: IssuerKeys;
  readonly subjects: ForeignSubjects;
  readonly authorities: CertificateAuthorities;
  readonly sharedSecrets: SharedSecrets;
  readonly documents: DocumentSource;
  readonly requestObjects: RequestObjects;
  readonly sectors: SectorDocuments;
  readonly addresses: Addresses;
  /** null: this server is no entity of any federation. */
  readonly federation: FederationPorts | null;
  readonly detailsTypes: DetailsTypes;
  readonly clock: Clock;
  readonly random: Random;
  readonly secrets: ServerSecrets;
  readonly limits: Limits;
  readonly observer: Observer;
};
