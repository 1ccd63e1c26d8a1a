import type { ClientId, Epoch, Hash, Instant, UserId } from '@grantor/protocol';
import type { OpaqueToken } from '../../model/access-token.ts';
import type { Account } from '../../model/account.ts';
import type { BrowserSession } from '../../model/authentication.ts';
import type { AuthorizationCode } from '../../model/authorization-code.ts';
import type { Client } from '../../model/client.ts';
import type { ClientDocument } from '../../model/client-document.ts';
import type { Consent } from '../../model/consent.ts';
import type { CredentialOffer } from '../../model/credential-offer.ts';
import type { DeviceCode } from '../../model/device-code.ts';
import type { Family } from '../../model/family.ts';
import type { Flow, FlowAnswer } from '../../model/flow.ts';
import type { DeferredCredential, IssuedCredential } from '../../model/issued-credential.ts';
import type { ManagedGrant } from '../../model/managed-grant.ts';
import type { PushedRequest } from '../../model/pushed-request.ts';
import type { Registration } from '../../model/registration.ts';

/** Everything a store keeps, row by row; values are replaced, never changed. */
export type MemoryState = {
  readonly clients: Map<ClientId, Client>;
  /** When those were made that no seed brought. */
  readonly clientsMade: Map<ClientId, Instant>;
  /** What clients that registered themselves have beside the client itself. */
  readonly registrations: Map<ClientId, Omit<Registration, 'client' | 'version'>>;
  readonly clientDocuments: Map<ClientId, ClientDocument>;
  readonly accounts: Map<UserId, Account>;
  readonly sessions: Map<Hash, BrowserSession>;
  readonly flows: Map<Hash, Flow>;
  readonly flowAnswers: Map<Hash, FlowAnswer>;
  readonly pushedRequests: Map<Hash, PushedRequest>;
  readonly consents: Map<string, Consent>;
  readonly codes: Map<Hash, AuthorizationCode>;
  readonly families: Map<string, Family>;
  /** By family and rotated token. */
  readonly sealedAnswers: Map<string, string | null>;
  readonly grants: Map<string, ManagedGrant>;
  readonly deviceCodes: Map<Hash, DeviceCode>;
  readonly offers: Map<Hash, CredentialOffer>;
  readonly credentials: Map<string, IssuedCredential>;
  readonly deferred: Map<Hash, DeferredCredential>;
  readonly opaqueTokens: Map<Hash, OpaqueToken>;
  readonly revokedTokens: Map<string, Epoch>;
  readonly seenProofs: Map<Hash, Epoch>;
  /** By session and client: the `sid` the client knows the session by. */
  readonly sessionClients: Map<string, { session: Hash; clientId: ClientId; sid: string }>;
  /** Back-channel logout notices due, one key per session and client. */
  readonly notices: Map<string, { clientId: ClientId; sid: string }>;
};

export const emptyState = (): MemoryState => ({
  clients: new Map(),
  clientsMade: new Map(),
  registrations: new Map(),
  clientDocuments: new Map(),
  accounts: new Map(),
  sessions: new Map(),
  flows: new Map(),
  flowAnswers: new Map(),
  pushedRequests: new Map(),
  consents: new Map(),
  codes: new Map(),
  families: new Map(),
  sealedAnswers: new Map(),
  grants: new Map(),
  deviceCodes: new Map(),
  offers: new Map(),
  credentials: new Map(),
  deferred: new Map(),
  opaqueTokens: new Map(),
  revokedTokens: new Map(),
  seenProofs: new Map(),
  sessionClients: new Map(),
  notices: new Map(),
});

/** A draft to write on, so that a conflict leaves the original untouched. */
export const copyState = (state: MemoryState): MemoryState => ({
  clients: new Map(state.clients),
  clientsMade: new Map(state.clientsMade),
  registrations: new Map(state.registrations),
  clientDocuments: new Map(state.clientDocuments),
  accounts: new Map(state.accounts),
  sessions: new Map(state.sessions),
  flows: new Map(state.flows),
  flowAnswers: new Map(state.flowAnswers),
  pushedRequests: new Map(state.pushedRequests),
  consents: new Map(state.consents),
  codes: new Map(state.codes),
  families: new Map(state.families),
  sealedAnswers: new Map(state.sealedAnswers),
  grants: new Map(state.grants),
  deviceCodes: new Map(state.deviceCodes),
  offers: new Map(state.offers),
  credentials: new Map(state.credentials),
  deferred: new Map(state.deferred),
  opaqueTokens: new Map(state.opaqueTokens),
  revokedTokens: new Map(state.revokedTokens),
  seenProofs: new Map(state.seenProofs),
  sessionClients: new Map(state.sessionClients),
  notices: new Map(state.notices),
});

/** Keeps the client, and since when there is one of its id. */
export function putClient(state: MemoryState, client: Client, at: Instant): true {
  if (!state.clients.has(client.id)) state.clientsMade.set(client.id, at);
  state.clients.set(client.id, client);
  return true;
}

const versions = new WeakMap<Client, number>();
let newest = 0;

/** Another one for each client that was ever kept. */
export function versionOf(client: Client): number {
  const version = versions.get(client) ?? ++newest;
  versions.set(client, version);
  return version;
}

/** The client as a later state of the other that is no change of it. */
export function sameVersion(client: Client, other: Client): Client {
  versions.set(client, versionOf(other));
  return client;
}

export const pairKey = (left: string, right: string): string => `${left} ${right}`;

/** Whether both may still receive something: the guard every issuing fact shares. */
export const isEnabled = (state: MemoryState, clientId: ClientId, userId: UserId): boolean =>
  state.clients.get(clientId)?.status === 'active' && state.accounts.get(userId)?.disabledAt === null;
