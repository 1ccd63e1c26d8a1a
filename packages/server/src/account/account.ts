/** The pages of a person about themselves. Owns what they may see and end; never what that means for tokens. */

import { type Client, mayUse } from '@grantor/engine';
import { type Epoch, epoch } from '@grantor/protocol';
import { forPerson, show, type Visit } from '../console/visit.ts';
import type { Exchange } from '../http/exchange.ts';
import type { Outgoing } from '../http/message.ts';
import { seeOther } from '../http/send.ts';
import { type AppTile, accountHomePage, type SignInRow } from '../pages/index.ts';
import { readCaller } from '../site/caller.ts';
import { loginLocation } from '../site/login-location.ts';
import type { Site } from '../site/site.ts';
import { browserName } from '../site/user-agent.ts';
import { newestAuditEvents } from '../store/audit-events.ts';
import { type Factors, readFactors } from '../store/factors.ts';
import { listOpenableClients } from '../store/openable-clients.ts';
import { findUser, type User } from '../store/users.ts';
import { type Authorization, clientNameOf, listAuthorizations, since } from './authorizations.ts';
import { listBrowsers } from './browsers.ts';

/** The root of the site is nobody's page. */
export async function showRoot(exchange: Exchange, site: Site): Promise<Outgoing> {
  const caller = await readCaller(exchange, site);
  return seeOther(
    caller.visitor.session === null ? loginLocation({ redirect: '/account' }, caller) : '/account',
    caller.cookies,
  );
}

export const showAccount = forPerson(async (visit) => {
  const { site, person } = visit;
  const user = (await findUser(site.database.kysely, person.userId))?.user ?? null;
  const [account, authorizations, browsers, forEverybody, factors, signIns, passwordSince, requests] =
    await Promise.all([
      site.store.findAccount(person.userId),
      listAuthorizations(visit, { limit: shownApps, offset: 0 }),
      listBrowsers(visit),
      listOpenableClients(site.database, shownApps),
      readFactors(site.database.kysely, person.userId),
      lastSignIns(visit),
      passwordAge(visit, user),
      site.backchannel === 'served' ? site.engine.listBackchannelRequests(person) : [],
    ]);
  const latest = authorizations.rows.toSorted((one, other) => lastUseOf(other) - lastUseOf(one));
  const model = {
    lastSignInAt: user?.lastSignInAt ?? person.authTime,
    signedInHereAt: person.authTime,
    authorizations: authorizations.total.count,
    browsers: browsers.length,
    requests: requests.length,
    apps: appTiles(
      [...latest.map(({ client }) => client), ...forEverybody].filter(
        (client) => client !== null && account !== null && mayUse(client, account),
      ),
      site,
    ),
    latest: latest.slice(0, shownLatest).map((authorization) => ({
      name: clientNameOf(authorization),
      at: Math.floor(lastUseOf(authorization) / 1000),
    })),
    signIns,
    factors: ownFactors(factors),
    ...(passwordSince === null ? {} : { passwordSince }),
  };
  return show(visit, (frame) => accountHomePage(model, frame));
});

const ownFactors = ({ totp, passkeys, recoveryCodesLeft }: Factors) => ({
  app: totp !== null,
  passkeys: passkeys.length,
  recoveryCodesLeft,
});

const shownApps = 60;
const shownLatest = 5;

/** In ms: its last use as far as it is known, else its approval. */
const lastUseOf = (authorization: Authorization): number => authorization.lastUsedAt ?? since(authorization);

/** What can be opened, each once. */
function appTiles(clients: readonly (Client | null)[], site: Site): readonly AppTile[] {
  const known = new Map(clients.flatMap((client) => (client === null ? [] : [[client.id, client] as const])));
  return [...known.values()].flatMap((client) => tileOf(client, site)).slice(0, shownApps);
}

/** Where it begins a sign-in itself, there (product.md §12.2), else its own page. */
function tileOf(client: Client, { baseUrl }: Site): readonly AppTile[] {
  const { name, clientUri, initiateLoginUri } = client;
  if (client.status !== 'active') return [];
  if (initiateLoginUri !== null) {
    const address = new URL(initiateLoginUri);
    address.searchParams.set('iss', baseUrl);
    return [{ name, address: address.href }];
  }
  return clientUri === null ? [] : [{ name, address: clientUri }];
}

const shownSignIns = 5;

async function lastSignIns({ site, person }: Visit): Promise<readonly SignInRow[]> {
  const filter = { actorUserId: person.userId, eventTypes: ['AUTHENTICATION_SUCCESS'] };
  return (await newestAuditEvents(site.database, filter, shownSignIns)).map((event) => ({
    at: Math.floor(Number(event.event_at_ms) / 1000),
    browser: browserName(event.user_agent),
    ...(event.actor_ip === null ? {} : { address: event.actor_ip }),
  }));
}

/** When the password that counts was set, as far as the audit log is kept; null: it is not kept here. */
async function passwordAge({ site }: Visit, user: User | null): Promise<Epoch | null> {
  if (user === null || site.signIn.accounts !== undefined || user.authSource !== 'local') return null;
  const filter = { resourceId: user.id, eventTypes: ['USER_PASSWORD_CHANGED'], success: true };
  const [changed] = await newestAuditEvents(site.database, filter, 1);
  return changed === undefined ? user.createdAt : epoch(Math.floor(Number(changed.event_at_ms) / 1000));
}
