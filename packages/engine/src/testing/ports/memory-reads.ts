import { type ClientId, type Hash, secondOf, type UserId } from '@grantor/protocol';
import type { FamilyStanding, TokenStanding } from '../../model/access-token.ts';
import type { Account } from '../../model/account.ts';
import { isSelfRegistered } from '../../model/client.ts';
import type { CredentialConfiguration } from '../../model/credential-configuration.ts';
import type { DeviceCode } from '../../model/device-code.ts';
import type { ExchangeRule } from '../../model/exchange-rule.ts';
import type { Family } from '../../model/family.ts';
import type { Resource } from '../../model/resource.ts';
import { toldOf } from '../../model/told.ts';
import type { TrustedIssuer } from '../../model/trusted-issuer.ts';
import type { DevicePoll, SessionClient, Store, TokenReference } from '../../ports/ports.ts';
import { type MemoryState, pairKey, versionOf } from './memory-state.ts';

export type MemorySource = {
  state(): MemoryState;
  resources(): readonly Resource[];
  readonly policies: {
    readonly issuers: readonly TrustedIssuer[];
    readonly rules: readonly ExchangeRule[];
    readonly credentials: readonly CredentialConfiguration[];
  };
  /** Told the name of every read, for tests that count them. */
  note(read: keyof Store): void;
};

/** Every read of a store, each from one look at the state. */
export function createReads({ state, resources, policies, note }: MemorySource): Omit<Store, 'commit'> {
  const look = (read: keyof Store): MemoryState => {
    note(read);
    return state();
  };
  return {
    findClient: async (id) => look('findClient').clients.get(id) ?? null,
    findRegistration: async (id) => {
      const now = look('findRegistration');
      const [client, rest] = [now.clients.get(id), now.registrations.get(id)];
      if (client === undefined || rest === undefined) return null;
      return { client, version: versionOf(client), ...rest };
    },
    findClientUse: async (id, at) => {
      const now = look('findClientUse');
      const client = now.clients.get(id);
      const hasLiveFamily = [...now.families.values()].some(
        (family) => family.clientId === id && family.revokedAt === null && family.expiresAt > at,
      );
      return client === undefined ? null : { lastUsedAt: client.lastUsedAt, hasLiveFamily };
    },
    findClientDocument: async (url) => look('findClientDocument').clientDocuments.get(url) ?? null,
    listResources: async () => {
      note('listResources');
      return resources();
    },
    listTrustedIssuers: async () => {
      note('listTrustedIssuers');
      return policies.issuers;
    },
    listExchangeRules: async () => {
      note('listExchangeRules');
      return policies.rules;
    },
    findFlow: async (hash, now) => {
      const flow = look('findFlow').flows.get(hash);
      return flow !== undefined && flow.expiresAt > now ? flow : null;
    },
    findFlowAnswer: async (hash, now) => {
      const answer = look('findFlowAnswer').flowAnswers.get(hash);
      return answer !== undefined && answer.expiresAt > now ? answer : null;
    },
    findPushedRequest: async (hash, now) => {
      const request = look('findPushedRequest').pushedRequests.get(hash);
      return request !== undefined && request.keptUntil > now ? request : null;
    },
    findManagedGrant: async (id, now) => {
      const grant = look('findManagedGrant').grants.get(id);
      return grant !== undefined && grant.expiresAt > now ? grant : null;
    },
    findConsent: async (userId, clientId) =>
      look('findConsent').consents.get(pairKey(userId, clientId)) ?? null,
    findAccount: async (id) => look('findAccount').accounts.get(id) ?? null,
    findAccountByName: async (name) => {
      const accounts = [...look('findAccountByName').accounts.values()];
      const isAddressed = ({ claims }: Account) =>
        claims['email'] === name && claims['email_verified'] === true;
      return accounts.find(({ username }) => username === name) ?? accounts.find(isAddressed) ?? null;
    },
    findCodeForRedemption: async (hash) => {
      const now = look('findCodeForRedemption');
      const code = now.codes.get(hash);
      if (code === undefined) return null;
      return { code, account: now.accounts.get(code.userId) ?? null };
    },
    findFamilyForRefresh: async (keyHash) => {
      const now = look('findFamilyForRefresh');
      const family = [...now.families.values()].find(({ refresh }) => refresh?.keyHash === keyHash);
      return family === undefined ? null : { family, account: now.accounts.get(family.userId) ?? null };
    },
    findSealedAnswer: async (id, rotated) => {
      const now = look('findSealedAnswer');
      const remembered = now.families.get(id)?.refresh?.rotated.some(({ hash }) => hash === rotated);
      return (remembered === true ? now.sealedAnswers.get(pairKey(id, rotated)) : null) ?? null;
    },
    findFamilyOfSignIn: async ({ clientId, sid }) => {
      const now = look('findFamilyOfSignIn');
      const [family] = [...now.families.values()]
        .filter((each) => each.clientId === clientId && each.sid === sid)
        .filter(({ revokedAt, pausedAt }) => revokedAt === null && pausedAt === null)
        .sort((one, other) => other.startedAt - one.startedAt);
      return family === undefined ? null : { family, account: now.accounts.get(family.userId) ?? null };
    },
    pollDeviceCode: async (asked) => poll(look('pollDeviceCode'), asked),
    findDeviceCodeForEntry: async (userCodeHash, now) => {
      const live = ({ decision, expiresAt }: DeviceCode) => decision.kind === 'pending' && expiresAt > now;
      const devices = [...look('findDeviceCodeForEntry').deviceCodes.values()];
      return devices.find((device) => device.userCodeHash === userCodeHash && live(device)) ?? null;
    },
    listBackchannelRequests: async (userId, now) =>
      [...look('listBackchannelRequests').deviceCodes.values()]
        .filter(
          ({ backchannel, decision, expiresAt }) =>
            backchannel?.userId === userId && decision.kind === 'pending' && expiresAt > now,
        )
        .toSorted((one, other) => other.issuedAt - one.issuedAt),
    findDecidedDeviceCode: async (userCodeHash) => {
      const devices = [...look('findDecidedDeviceCode').deviceCodes.values()];
      const isIt = (device: DeviceCode) => device.userCodeHash === userCodeHash && device.decidedAt !== null;
      return devices.find(isIt) ?? null;
    },
    listCredentialConfigurations: async () => {
      note('listCredentialConfigurations');
      return policies.credentials;
    },
    findCredentialOffer: async (code) => {
      const now = look('findCredentialOffer');
      const offer = now.offers.get(code);
      return offer === undefined ? null : { offer, account: now.accounts.get(offer.userId) ?? null };
    },
    findOfferByReference: async (reference) => {
      const offers = [...look('findOfferByReference').offers.values()];
      return offers.find((offer) => offer.reference === reference && offer.redeemedAt === null) ?? null;
    },
    findDeferredCredential: async (hash) => look('findDeferredCredential').deferred.get(hash) ?? null,
    newestStatusList: async () =>
      Math.max(0, ...[...look('newestStatusList').credentials.values()].map(({ place }) => place.list)),
    findTokenStanding: async (token) => standingOf(look('findTokenStanding'), token),
    findOpaqueToken: async (hash) => {
      const now = look('findOpaqueToken');
      const token = now.opaqueTokens.get(hash);
      return token === undefined ? null : { token, standing: standingOf(now, token) };
    },
    findSessionClient: async (session, client) =>
      sessionClientsOf(look('findSessionClient'), session).find(({ clientId }) => clientId === client) ??
      null,
    listFramedClients: async (session, most) => {
      const now = look('listFramedClients');
      const own = (id: ClientId) => now.clients.get(id);
      const isStranger = (id: ClientId) => Number(isSelfRegistered(own(id) ?? { source: 'dynamic' }));
      return sessionClientsOf(now, session)
        .filter(({ clientId }) => (own(clientId)?.frontchannelLogoutUri ?? null) !== null)
        .sort((one, other) => isStranger(one.clientId) - isStranger(other.clientId))
        .slice(0, most);
    },
  };
}

const sessionClientsOf = ({ sessionClients }: MemoryState, session: Hash): SessionClient[] =>
  [...sessionClients.values()]
    .filter((entry) => entry.session === session)
    .map(({ clientId, sid }) => ({ clientId, sid }));

function poll(
  now: MemoryState,
  { hash, clientId, at, spacing }: DevicePoll,
): Awaited<ReturnType<Store['pollDeviceCode']>> {
  const stored = now.deviceCodes.get(hash);
  if (stored === undefined || stored.clientId !== clientId) return null;
  const pending = stored.decision.kind === 'pending' && stored.expiresAt > secondOf(at);
  const polite = pending && (stored.lastPolledAt === null || at - stored.lastPolledAt >= spacing);
  const deviceCode = polite ? { ...stored, lastPolledAt: at } : stored;
  now.deviceCodes.set(hash, deviceCode);
  const { decision } = deviceCode;
  const userId = decision.kind === 'approved' ? decision.approval.userId : null;
  return { deviceCode, account: accountOf(now, userId), polite };
}

const accountOf = (now: MemoryState, userId: UserId | null) =>
  userId === null ? null : (now.accounts.get(userId) ?? null);

const clientStanding = (
  now: MemoryState,
  { clientId, issuedAt }: Pick<TokenReference, 'clientId' | 'issuedAt'>,
): TokenStanding['client'] => {
  const client = now.clients.get(clientId);
  if (client === undefined || (now.clientsMade.get(clientId) ?? 0) > issuedAt) return null;
  return { status: client.status, tokensValidFrom: client.tokensValidFrom };
};

const familyOf = (now: MemoryState, { familyId }: TokenReference): Family | undefined =>
  familyId === null ? undefined : now.families.get(familyId);

const standingOf = (now: MemoryState, token: TokenReference): TokenStanding => ({
  client: clientStanding(now, token),
  account: accountOf(now, familyOf(now, token)?.userId ?? token.userId),
  family: standingOfFamily(familyOf(now, token)),
  tokenRevoked: now.revokedTokens.has(token.tokenId),
});

const standingOfFamily = (family: Family | undefined): FamilyStanding | null =>
  family === undefined
    ? null
    : {
        userId: family.userId,
        clientId: family.clientId,
        startedAt: family.startedAt,
        revokedAt: family.revokedAt,
        pausedAt: family.pausedAt,
        ...toldOf(family),
        claims: family.claims,
        resources: family.resources,
        grantId: family.grantId,
      };
