/** What each fact writes into the memory store, under its guard (facts.ts). */

import { type ClientId, type Hash, type Instant, secondOf, type UserId } from '@grantor/protocol';
import { isSelfRegistered } from '../../model/client.ts';
import { type Consent, longestConsent } from '../../model/consent.ts';
import type { DeviceApproval, DeviceCode, DeviceDecision } from '../../model/device-code.ts';
import type { Family, RefreshState } from '../../model/family.ts';
import type { SeenProof } from '../../model/proof.ts';
import { clientWriters } from './memory-client-writers.ts';
import { credentialWriters } from './memory-credential-writers.ts';
import { dropGrants, grantWriters } from './memory-grant-writers.ts';
import { isEnabled, type MemoryState, pairKey, putClient } from './memory-state.ts';
import { dropUnborn, type FactOf, type Origin, revokeFamilies, type Writers } from './memory-writer.ts';

const always = (): true => true;

export const writers: Writers = {
  ...clientWriters,
  ...grantWriters,
  ...credentialWriters,
  flow_started: (state, { flow }) => put(state.flows, flow.hash, flow),
  flow_claimed: (state, { flow, poster, browser, session }, at) => {
    const live = liveFlow(state, flow, at);
    return live?.browser === poster && put(state.flows, flow, { ...live, browser, session });
  },
  account_chosen: (state, { flow, userId }, at) => {
    const live = liveFlow(state, flow, at);
    return live !== null && put(state.flows, flow, { ...live, chosenAccount: userId });
  },
  flow_noted: (state, { flow, note }, at) => {
    const live = liveFlow(state, flow, at);
    return live !== null && put(state.flows, flow, { ...live, note });
  },
  guest_admitted: (state, { session }) => {
    const { userId: id } = session;
    const guest = {
      id,
      username: id,
      role: 'user',
      claims: {},
      disabledAt: null,
      tokensValidFrom: null,
    } as const;
    if (!state.accounts.has(id)) put(state.accounts, id, guest);
    return put(state.sessions, session.id, session);
  },
  flow_ended: (state, { flow }, at) => liveFlow(state, flow, at) !== null && state.flows.delete(flow),
  flow_answered: (state, { answer }) => put(state.flowAnswers, answer.flow, answer),

  request_pushed: (state, { request }) => put(state.pushedRequests, request.hash, request),
  pushed_request_answered: (state, { request }) => state.pushedRequests.delete(request),

  consent_given: (state, { consent }) => {
    const key = pairKey(consent.userId, consent.clientId);
    const known = state.consents.get(key);
    const earlier = known === undefined || lengthOf(known) > longestConsent ? undefined : known;
    return put(state.consents, key, {
      ...consent,
      scope: union(earlier?.scope, consent.scope),
      resources: union(earlier?.resources, consent.resources),
      claims: union(earlier?.claims, consent.claims),
      details: union(earlier?.details, consent.details),
      terms: union(earlier?.terms, consent.terms),
    });
  },
  consent_revoked: (state, { userId, clientId }, at) => {
    state.consents.delete(pairKey(userId, clientId));
    const isPair = (owner: { userId: UserId; clientId: ClientId }) =>
      owner.userId === userId && owner.clientId === clientId;
    dropUnborn(state, isPair);
    dropGrants(state, isPair);
    return revokeFamilies(state, isPair, at);
  },
  authorization_denied: always,

  code_issued: (state, { code, consent }) => {
    if (!stands(state, code, consent)) return false;
    if (!state.sessions.has(code.sessionId) || !isEnabled(state, code.clientId, code.userId)) return false;
    const { sessionId: session, clientId, sid } = code;
    put(state.sessionClients, pairKey(session, clientId), { session, clientId, sid });
    return put(state.codes, code.hash, code);
  },
  answered_in_front: (state, { family, consent }) => {
    const { sessionId: session, clientId, userId, sid } = family;
    if (!stands(state, { userId, clientId }, consent)) return false;
    if (!state.sessions.has(session) || !isEnabled(state, clientId, userId)) return false;
    put(state.sessionClients, pairKey(session, clientId), { session, clientId, sid });
    return put(state.families, family.id, family);
  },
  code_redeemed: (state, { code }, at) => {
    const stored = state.codes.get(code.hash);
    if (stored?.redeemedAt !== null || !isEnabled(state, code.clientId, code.userId)) return false;
    return put(state.codes, code.hash, { ...stored, redeemedAt: at });
  },
  family_started: (state, { family }) => put(state.families, family.id, family),

  refresh_rotated: (state, fact, at) =>
    advanceFamily(state, fact, {
      confirmation: fact.confirmation,
      refresh: {
        currentHash: fact.next,
        rotated: [{ hash: fact.presented, rotatedAt: at }, ...fact.earlier],
        expiresAt: fact.refreshExpiresAt,
      },
    }) && put(state.sealedAnswers, pairKey(fact.family.id, fact.presented), fact.sealedAnswer),
  refresh_used: (state, fact) =>
    advanceFamily(state, fact, { refresh: { expiresAt: fact.refreshExpiresAt } }),
  family_revoked: (state, { familyId, reason }, at) => {
    const family = state.families.get(familyId);
    if (reason === 'security' && family?.revokedAt !== null) return false;
    return revokeFamilies(state, ({ id }) => id === familyId, at);
  },
  opaque_token_issued: (state, { token }) => put(state.opaqueTokens, token.hash, token),
  access_token_revoked: (state, { tokenId, expiresAt }) => put(state.revokedTokens, tokenId, expiresAt),
  client_token_issued: (state, { clientId }) => state.clients.get(clientId)?.status === 'active',
  assertion_redeemed: (state, { family, seen }, at) =>
    isEnabled(state, family.clientId, family.userId) &&
    seen.every((proof) => seeProof(state, proof, at)) &&
    put(state.families, family.id, family),
  token_exchanged: (state, { clientId, userId, family, seen }, at) => {
    if (!isEnabled(state, clientId, userId)) return false;
    if (!seen.every((proof) => seeProof(state, proof, at))) return false;
    if (family.kind === 'started') return put(state.families, family.family.id, family.family);
    const kept = state.families.get(family.id);
    return kept?.revokedAt === null && kept.pausedAt === null;
  },
  administrative_token_issued: (state, { clientId, family }) => {
    if (family === null) return true;
    return isEnabled(state, clientId, family.userId) && put(state.families, family.id, family);
  },
  document_adopted: (state, { client, document }, at) => {
    const stored = state.clients.get(client.id);
    if (stored !== undefined && stored.source !== 'document') return false;
    const isBack = (state.clientDocuments.get(document.url)?.withdrawnAt ?? null) !== null;
    const status = stored === undefined || isBack ? client.status : stored.status;
    put(state.clientDocuments, document.url, document);
    return putClient(state, { ...client, status }, at);
  },
  document_confirmed: (state, { document }) =>
    state.clientDocuments.has(document.url) && put(state.clientDocuments, document.url, document),
  document_withdrawn: (state, { client: { id } }, at) => {
    const client = state.clients.get(id);
    const document = state.clientDocuments.get(id);
    if (client?.source !== 'document' || client.status !== 'active' || document === undefined) return true;
    put(state.clientDocuments, id, { ...document, withdrawnAt: document.withdrawnAt ?? at });
    return put(state.clients, id, { ...client, status: 'inactive' });
  },
  proof_seen: (state, { proof }, at) => seeProof(state, proof, at),
  request_seen: (state, { proof }, at) => seeProof(state, proof, at),
  dpop_proof_seen: (state, { proof }, at) => seeProof(state, proof, at),

  device_code_issued: (state, { deviceCode }, at) => {
    const taken = [...state.deviceCodes.values()].some(
      (other) => other.userCodeHash === deviceCode.userCodeHash && other.expiresAt > secondOf(at),
    );
    return !taken && put(state.deviceCodes, deviceCode.hash, deviceCode);
  },
  device_code_entered: (state, { hash, session }, at) => {
    const pending = pendingDevice(state, hash, at);
    return pending !== null && put(state.deviceCodes, hash, { ...pending, boundSession: session });
  },
  device_approved: (state, { hash, session, clientId, approval }, at) => {
    const decision = { kind: 'approved', approval } as const;
    if (!state.sessions.has(session) || !decideDevice(state, { hash, session, decision }, at)) return false;
    return put(state.sessionClients, pairKey(session, clientId), { session, clientId, sid: approval.sid });
  },
  device_denied: (state, { hash, session }, at) =>
    decideDevice(state, { hash, session, decision: { kind: 'denied' } }, at),
  backchannel_requested: (state, { request, most, since }) => {
    const { userId } = request.backchannel;
    const recent = [...state.deviceCodes.values()].filter(
      ({ clientId, backchannel, issuedAt }) =>
        clientId === request.clientId &&
        userId !== null &&
        backchannel?.userId === userId &&
        issuedAt >= since,
    );
    return recent.length < most && put(state.deviceCodes, request.hash, request);
  },
  backchannel_acknowledged: (state, { hash, session }, at) => {
    const waiting = unasked(state, hash, at);
    if (waiting === null || waiting.boundSession !== null) return false;
    return put(state.deviceCodes, hash, { ...waiting, boundSession: session });
  },
  backchannel_withdrawn: (state, { hash }, at) => {
    const waiting = unasked(state, hash, at);
    return waiting !== null && waiting.boundSession === null && state.deviceCodes.delete(hash);
  },
  backchannel_person_found: (state, { hash, userId }, at) => {
    const waiting = unasked(state, hash, at);
    if (waiting === null || waiting.boundSession === null) return false;
    const backchannel = { ...waiting.backchannel, userId };
    return put(state.deviceCodes, hash, { ...waiting, backchannel });
  },
  backchannel_approved: (state, { hash, session, clientId, approval }, at) => {
    const decision = { kind: 'approved', approval } as const;
    const decided = { hash, session, decision, userId: approval.userId };
    if (!state.sessions.has(session) || !decideDevice(state, decided, at)) return false;
    return put(state.sessionClients, pairKey(session, clientId), { session, clientId, sid: approval.sid });
  },
  backchannel_denied: (state, { hash, session, userId }, at) =>
    decideDevice(state, { hash, session, userId, decision: { kind: 'denied' } }, at),
  device_redeemed: (state, { deviceCode }) => {
    const stored = state.deviceCodes.get(deviceCode.hash);
    if (stored?.decision.kind !== 'approved') return false;
    if (!isEnabled(state, stored.clientId, stored.decision.approval.userId)) return false;
    return put(state.deviceCodes, stored.hash, { ...stored, decision: { kind: 'redeemed' } });
  },

  session_ended: (state, { session }, at) => endSessions(state, [session], at),
  sessions_ended: (state, { userId, except }, at) => {
    const own = [...state.sessions.values()].filter((session) => session.userId === userId);
    return endSessions(
      state,
      own.map(({ id }) => id).filter((id) => id !== except),
      at,
    );
  },
  account_tokens_revoked: (state, { userId }, at) => {
    const account = state.accounts.get(userId);
    if (account !== undefined) put(state.accounts, userId, { ...account, tokensValidFrom: at });
    const isOwn = (owner: { userId: UserId }) => owner.userId === userId;
    dropUnborn(state, isOwn);
    return revokeFamilies(state, isOwn, at);
  },
};

function put<Key, Row>(rows: Map<Key, Row>, key: Key, row: Row): true {
  rows.set(key, row);
  return true;
}

const union = (earlier: readonly string[] | undefined, added: readonly string[]): readonly string[] => [
  ...new Set([...(earlier ?? []), ...added]),
];

/** As it is stored. */
const lengthOf = ({ scope, resources, claims, details, terms }: Consent): number =>
  [scope, resources, claims, details, terms].reduce((sum, list) => sum + JSON.stringify(list).length, 0);

function seeProof(state: MemoryState, { hash, until }: SeenProof, at: Instant): boolean {
  const seen = state.seenProofs.get(hash);
  if (seen !== undefined && seen > secondOf(at)) return false;
  return put(state.seenProofs, hash, until);
}

function liveFlow(state: MemoryState, hash: Hash, at: Instant) {
  const flow = state.flows.get(hash);
  return flow !== undefined && flow.expiresAt > secondOf(at) ? flow : null;
}

function pendingDevice(state: MemoryState, hash: Hash, at: Instant): DeviceCode | null {
  const device = state.deviceCodes.get(hash);
  return device?.decision.kind === 'pending' && device.expiresAt > secondOf(at) ? device : null;
}

/** A request to a person whom nobody has named yet; null: none such waits. */
function unasked(state: MemoryState, hash: Hash, at: Instant) {
  const waiting = pendingDevice(state, hash, at);
  const backchannel = waiting?.backchannel ?? null;
  return waiting === null || backchannel === null || backchannel.userId !== null
    ? null
    : { ...waiting, backchannel };
}

function decideDevice(
  state: MemoryState,
  decided: {
    readonly hash: Hash;
    readonly session: Hash;
    /** Of whom a backchannel request is asked; absent: the session has to have entered a code. */
    readonly userId?: UserId;
    readonly decision: DeviceDecision;
  },
  at: Instant,
): boolean {
  const { session, userId, decision } = decided;
  const pending = pendingDevice(state, decided.hash, at);
  if (pending === null) return false;
  const isTheirs =
    userId === undefined ? pending.boundSession === session : pending.backchannel?.userId === userId;
  const places = decision.kind === 'approved' ? placesOf(decision.approval) : {};
  const row = { ...pending, ...places, boundSession: session, decision, decidedAt: at };
  return isTheirs && put(state.deviceCodes, decided.hash, row);
}

const placesOf = ({ scope, resources }: DeviceApproval) => ({ scope, resources });

function advanceFamily(
  state: MemoryState,
  fact: FactOf<'refresh_rotated' | 'refresh_used'>,
  { refresh: change, ...others }: Partial<Pick<Family, 'confirmation'>> & { refresh: Partial<RefreshState> },
): boolean {
  const family = state.families.get(fact.family.id);
  if (family === undefined || family.revokedAt !== null || family.pausedAt !== null) return false;
  if (family.refresh?.currentHash !== fact.presented) return false;
  if (!isEnabled(state, family.clientId, family.userId)) return false;
  const refresh = { ...family.refresh, ...change };
  const { newest, expiresAt } = fact;
  return put(state.families, family.id, { ...family, ...others, refresh, newest, expiresAt });
}

function endSessions(state: MemoryState, ended: readonly Hash[], at: Instant): true {
  for (const session of ended) state.sessions.delete(session);
  for (const [key, entry] of state.sessionClients) {
    if (!ended.includes(entry.session)) continue;
    state.sessionClients.delete(key);
    if (hasBackChannel(state, entry)) state.notices.set(key, entry);
  }
  const ends = (origin: Pick<Origin, 'sessionId' | 'scope' | 'clientId'>) =>
    ended.some((session) => endsWithSession(state, origin, session));
  dropUnborn(state, ends);
  return revokeFamilies(state, ends, at);
}

// protocol.md LO-5
function endsWithSession(
  state: MemoryState,
  { sessionId, scope, clientId }: Pick<Origin, 'sessionId' | 'scope' | 'clientId'>,
  session: Hash,
): boolean {
  if (sessionId !== session || !scope.includes('openid')) return false;
  const client = state.clients.get(clientId);
  const isTaken =
    client !== undefined && !isSelfRegistered(client) && !client.scopes.includes('offline_access');
  return !scope.includes('offline_access') || isTaken;
}

const hasBackChannel = (state: MemoryState, { clientId }: { clientId: ClientId }): boolean =>
  (state.clients.get(clientId)?.backchannelLogoutUri ?? null) !== null;

/** Whether the consent given then is what the pair has, where the fact rests on one. */
const stands = (
  state: MemoryState,
  { userId, clientId }: { readonly userId: UserId; readonly clientId: ClientId },
  givenAt: Instant | undefined,
): boolean => givenAt === undefined || state.consents.get(pairKey(userId, clientId))?.givenAt === givenAt;
