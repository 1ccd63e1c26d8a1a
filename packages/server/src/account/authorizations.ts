/** Connected apps: one authorization per client, consents and device approvals alike (product.md T-1). */

import {
  type Client,
  type Consent,
  isSelfRegistered,
  type ManagedGrant,
  type Registry,
  readRegistry,
} from '@grantor/engine';
import { type ClientId, type Instant, secondOf, sha256, type UserId } from '@grantor/protocol';
import { listView } from '../console/list-view.ts';
import { personIn, personKey } from '../console/person-key.ts';
import { done, forOwnForm, forPerson, nothingHere, show, type Visit } from '../console/visit.ts';
import type { Outgoing } from '../http/message.ts';
import {
  type AuthorizationCard,
  type AuthorizationsModel,
  authorizationsPage,
  type ConnectedPlace,
  confirmationPage,
} from '../pages/index.ts';
import type { Site } from '../site/site.ts';
import { browserName } from '../site/user-agent.ts';
import { type AllowedClient, listAllowedClients, readAllowedClients } from '../store/allowed-clients.ts';
import {
  type ApprovedDevice,
  listApprovedDevices,
  listConsents,
  listLiveFamilies,
  listUses,
  type OwnFamily,
} from '../store/authorizations.ts';
import type { Behind, Listed, Range } from '../store/listing.ts';
import { findOwnGrant, listManagedGrants } from '../store/own-grants.ts';
import { allowedAccess } from './allowed-access.ts';
import { revoke } from './revocation.ts';

const path = '/account/authorizations';

/** What one person allowed one client, and what lives of it. */
export type Authorization = {
  /** Names the pair in a path: client ids may be addresses. */
  readonly id: string;
  readonly clientId: ClientId;
  readonly client: Client | null;
  readonly consent: Consent | null;
  /** The newest of those that live. */
  readonly families: readonly OwnFamily[];
  /** How many live in all. */
  readonly live: number;
  readonly lastUsedAt: Instant | null;
  readonly devices: readonly ApprovedDevice[];
  /** Those its client manages (advanced.md GMT-11). */
  readonly grants: readonly ManagedGrant[];
};

/** Names the pair in a path: client ids may be addresses. Whose it is stands in front. */
export const authorizationId = (owner: UserId, client: ClientId): string =>
  `${personKey(owner)}_${sha256(`authorization\n${owner}\n${client}`)}`;

const digestLength = 43;

/** Whose the authorization of this id would be. */
export const authorizationOwner = (id: string): UserId => personIn(id.slice(0, -digestLength - 1));

/** Whose they are. */
type Owned = { readonly site: Site; readonly person: { readonly userId: UserId } };

/** The newest first, no more than asked for: whoever allows makes more of them than a page can hold (security.md L-8). */
export async function listAuthorizations(owned: Owned, range: Range): Promise<Listed<Authorization>> {
  const { rows, total } = await listAllowedClients(owned.site.database, selectionOf(owned), range);
  return { rows: await authorizationsWith(owned, rows), total };
}

/** The same, from one on. */
export const readAuthorizations = async (
  owned: Owned,
  behind: Behind<AllowedClient>,
): Promise<readonly Authorization[]> =>
  authorizationsWith(owned, await readAllowedClients(owned.site.database, selectionOf(owned), behind));

const searchedAtOnce = 1000;

/** null: the person allowed nothing of this name. */
export async function findAuthorization(owned: Owned, id: string): Promise<Authorization | null> {
  let after: AllowedClient | undefined;
  for (;;) {
    const behind = { limit: searchedAtOnce, after };
    const rows = await readAllowedClients(owned.site.database, selectionOf(owned), behind);
    const found = rows.find(({ clientId }) => authorizationId(owned.person.userId, clientId) === id);
    if (found !== undefined) return (await authorizationsWith(owned, [found]))[0] ?? null;
    if (rows.length < searchedAtOnce) return null;
    after = rows.at(-1);
  }
}

const selectionOf = ({ site, person }: Owned) => ({ owner: person.userId, now: secondOf(site.now()) });

async function authorizationsWith(
  { site, person }: Owned,
  allowed: readonly AllowedClient[],
): Promise<readonly Authorization[]> {
  const { database, store } = site;
  const clients = allowed.map(({ clientId }) => clientId);
  const asked = { now: secondOf(site.now()), clients };
  const [consents, families, devices, grants, uses] = await Promise.all([
    listConsents(database, person.userId, clients),
    listLiveFamilies(database, person.userId, asked),
    listApprovedDevices(database, person.userId, asked),
    listManagedGrants(database, person.userId, asked),
    listUses(database, person.userId, asked),
  ]);
  const read = await Promise.all(
    clients.map(async (clientId) => ({
      id: authorizationId(person.userId, clientId),
      clientId,
      client: await store.findClient(clientId),
      consent: consents.find((consent) => consent.clientId === clientId) ?? null,
      families: families.filter((family) => family.clientId === clientId),
      devices: devices.filter((device) => device.clientId === clientId),
      grants: grants.filter((grant) => grant.clientId === clientId),
      live: uses.get(clientId)?.live ?? 0,
      lastUsedAt: uses.get(clientId)?.usedAt ?? null,
    })),
  );
  // What ended between the two readings is there no more
  return read.filter((one) => isThere(one));
}

const isThere = ({ consent, families, devices, grants }: Authorization): boolean =>
  consent !== null || families.length + devices.length + grants.length > 0;

/** The last approval; where none is remembered, the start of the newest connection. In ms. */
export const since = ({ consent, families, devices, grants }: Authorization): number =>
  consent?.givenAt ??
  Math.max(
    ...families.map(({ startedAt }) => startedAt),
    ...devices.map(({ decidedAt }) => decidedAt),
    ...grants.map(({ updatedAt }) => updatedAt),
  );

export const showAuthorizations = forPerson(async (visit) => {
  const model = await authorizationsModel(visit, visit.person);
  return show(visit, (frame) => authorizationsPage(model, frame));
});

/** What the person allowed, as far as this page of the list goes. */
export async function authorizationsModel(
  { site, exchange }: Pick<Visit, 'site' | 'exchange'>,
  person: Owned['person'],
): Promise<AuthorizationsModel> {
  const view = listView(exchange);
  const range = { limit: view.pageSize, offset: (view.page - 1) * view.pageSize };
  const [{ rows, total }, registry] = await Promise.all([
    listAuthorizations({ site, person }, range),
    readRegistry(site),
  ]);
  const cards = rows.map((authorization) => authorizationCard(authorization, registry));
  return { cards, total, view: { ...view, search: '' } };
}

const revocationQuestion = async (visit: Visit): Promise<Outgoing> => {
  const authorization = await own(visit);
  const model = {
    kind: 'revoke_authorization',
    action: `${path}/${authorization.id}/revoke`,
    subject: clientNameOf(authorization),
  } as const;
  return show(visit, (frame) => confirmationPage(model, frame));
};

export const askRevocation = forPerson(revocationQuestion);

/** Ends every family of the person and the client in the same commit (protocol.md IN-5, security.md R-9). */
export const revokeAuthorization = forOwnForm(async (visit) => {
  const { clientId } = await own(visit);
  await revoke(visit, { kind: 'consent_revoked', userId: visit.person.userId, clientId });
  return done(visit, path, 'authorization_revoked');
}, revocationQuestion);

const grantsPath = `${path}/grants`;

/** Names the grant in a path: its own name is between the server and its client. */
const grantKey = ({ id, userId }: ManagedGrant): string => sha256(`grant\n${userId}\n${id}`);

const grantQuestion = async (visit: Visit): Promise<Outgoing> => {
  const { grant, client } = await ownGrant(visit);
  const subject = client?.name ?? grant.clientId;
  const model = { kind: 'revoke_grant', action: `${grantsPath}/${grantKey(grant)}/revoke`, subject } as const;
  return show(visit, (frame) => confirmationPage(model, frame));
};

export const askGrantEnd = forPerson(grantQuestion);

/** It ends as at the word of its client, with everything that came of it; what was allowed besides stays (advanced.md GMT-9). */
export const endGrant = forOwnForm(async (visit) => {
  const { grant } = await ownGrant(visit);
  await revoke(visit, { kind: 'grant_revoked', grant, reason: 'user' });
  return done(visit, path, 'grant_revoked');
}, grantQuestion);

async function ownGrant({ site, person, id }: Visit) {
  const now = secondOf(site.now());
  const grant = await findOwnGrant(
    site.database,
    { owner: person.userId, now },
    (each) => grantKey(each) === id,
  );
  if (grant === null) throw nothingHere();
  return { grant, client: await site.store.findClient(grant.clientId) };
}

async function own(visit: Visit): Promise<Authorization> {
  const found = await findAuthorization(visit, visit.id);
  if (found === null) throw nothingHere();
  return found;
}

export const clientNameOf = ({ client, clientId }: Authorization): string => client?.name ?? clientId;

/** As its page shows it. */
export function authorizationCard(authorization: Authorization, registry: Registry): AuthorizationCard {
  const { client, consent, families, devices, lastUsedAt } = authorization;
  return {
    id: authorization.id,
    client: {
      name: clientNameOf(authorization),
      ...(client?.clientUri == null ? {} : { uri: client.clientUri }),
      selfRegistered: client !== null && isSelfRegistered(client),
      ...(consent?.redirectHost == null ? {} : { host: consent.redirectHost }),
    },
    access: allowedAccess(authorization, registry),
    since: Math.floor(since(authorization) / 1000),
    ...(lastUsedAt === null ? {} : { lastUsedAt: secondOf(lastUsedAt) }),
    clientId: authorization.clientId,
    places: [...families.map(connection), ...devices.map(waiting)],
    connected: authorization.live + devices.length,
    grants: authorization.grants.length > 1 ? grantsApart(authorization, registry) : [],
  };
}

/** Each by itself, the one that changed last first. */
const grantsApart = ({ grants }: Authorization, registry: Registry): AuthorizationCard['grants'] =>
  [...grants]
    .sort((one, other) => other.updatedAt - one.updatedAt)
    .map((grant) => ({
      id: grantKey(grant),
      since: secondOf(grant.updatedAt),
      access: allowedAccess({ consent: null, families: [], devices: [], grants: [grant] }, registry),
    }));

const connection = ({
  id,
  origin,
  userAgent,
  startedAt,
  lastUsedAt,
  pausedAt,
}: OwnFamily): ConnectedPlace => ({
  id,
  ...(origin === 'device_code' || origin === 'backchannel'
    ? { kind: 'device' }
    : { kind: 'browser', name: browserName(userAgent) }),
  since: secondOf(startedAt),
  lastUsedAt: secondOf(lastUsedAt ?? startedAt),
  status: pausedAt === null ? 'active' : 'paused',
});

/** An approval that the device has yet to fetch. */
const waiting = ({ decidedAt }: ApprovedDevice): ConnectedPlace => ({
  kind: 'device',
  since: secondOf(decidedAt),
  status: 'waiting',
});
