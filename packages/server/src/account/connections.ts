/** What people sign in through: connected, and taken away (product.md I-8). */

import { unlinkConnection } from '../administration/connections.ts';
import { unlinkForeignSubject } from '../administration/foreign-subjects.ts';
import { actorOf } from '../console/actor.ts';
import { whenFresh, whenFreshForm } from '../console/fresh-sign-in.ts';
import { done, forOwnForm, forPerson, nothingHere, show, showAs, type Visit } from '../console/visit.ts';
import type { Outgoing } from '../http/message.ts';
import { seeOther } from '../http/send.ts';
import { settled } from '../http/status.ts';
import { sendThrough } from '../login/through.ts';
import { connectionsPage, disconnectionPage, type ProviderChoice } from '../pages/index.ts';
import { type Connection, listConnections } from '../store/connections.ts';
import { type ForeignLink, listForeignLinks } from '../store/foreign-subjects.ts';
import { servedWays } from './served-ways.ts';

const path = '/account/connections';

/** How the provider is shown; one that is configured no more by its name. */
export const providerChoice = ({ site }: Pick<Visit, 'site'>, name: string): ProviderChoice => {
  const provider = site.upstream.providers.find((each) => each.name === name);
  return { name, label: provider?.label ?? name, mark: provider?.mark ?? 'other' };
};

const own = ({ site, person }: Visit): Promise<readonly Connection[]> =>
  listConnections(site.database.kysely, person.userId);

export const showConnections = forPerson(async (visit) => {
  const held = await own(visit);
  const connections = held.map((connection) => {
    const account = connection.username ?? connection.email ?? connection.name;
    return {
      id: connection.id,
      provider: providerChoice(visit, connection.provider),
      ...(account === null ? {} : { account }),
      ...{ since: connection.createdAt, lastUsedAt: connection.lastUsedAt },
    };
  });
  const links = await listForeignLinks(visit.site.database.kysely, visit.person.userId);
  const vouched = links.map(({ linkedAt: since, ...link }) => ({ ...link, since }));
  const others = visit.site.upstream.providers
    .filter(({ name }) => held.every(({ provider }) => provider !== name))
    .map(({ name }) => providerChoice(visit, name));
  const forms = others.length === 0 ? 'lead_back' : 'lead_away';
  return show(visit, (frame) => connectionsPage({ connections, vouched, others }, frame), forms);
});

/** To the provider, and back as somebody's identity there; a GET leads to the page that offers it. */
export const leadToConnections = forPerson(whenFresh(async ({ caller }) => seeOther(path, caller.cookies)));

export const linkProvider = forOwnForm(
  whenFreshForm(async (visit) => {
    const provider = visit.site.upstream.providers.find(({ name }) => name === visit.id);
    if (provider === undefined) throw nothingHere();
    return sendThrough(visit, provider, {
      shown: null,
      ...{ purpose: 'link', userId: visit.person.userId, flow: null, redirect: null },
      lifetime: visit.caller.lifetime,
    });
  }),
  async (visit) => seeOther(path, visit.caller.cookies),
);

const question = async (visit: Visit): Promise<Outgoing> => {
  const link = await vouchedLink(visit);
  if (link !== null) {
    const model = { id: visit.id, provider: link.issuer, standing: 'vouched' } as const;
    return show(visit, (frame) => disconnectionPage(model, frame));
  }
  const { label } = await asked(visit);
  const model = { id: visit.id, provider: label, standing: 'one_of_several' } as const;
  return show(visit, (frame) => disconnectionPage(model, frame));
};

export const askDisconnection = forPerson(whenFresh(question));

/** Sessions and tokens that began through it end with it (product.md I-6). */
export const disconnect = forOwnForm(
  whenFreshForm(async (visit) => {
    const { site, person } = visit;
    const link = await vouchedLink(visit);
    if (link !== null) {
      const told = { link, username: person.username };
      if ((await unlinkForeignSubject(site.changes, actorOf(visit), told)) === 'gone') throw nothingHere();
      return done(visit, path, 'connection_ended');
    }
    const { label } = await asked(visit);
    const outcome = await unlinkConnection(site.upstream.ports, actorOf(visit), {
      ...{ id: visit.id, owner: person.userId },
      ways: servedWays(site),
    });
    if (outcome === 'gone') throw nothingHere();
    if (outcome === 'disconnected') return done(visit, path, 'connection_ended');
    const model = { id: visit.id, provider: label, standing: 'only_way' } as const;
    return showAs(visit, { ...settled, why: 'the last way in' }, (frame) => disconnectionPage(model, frame));
  }),
  question,
);

const vouchedLink = async ({ site, person, id }: Visit): Promise<ForeignLink | null> =>
  (await listForeignLinks(site.database.kysely, person.userId)).find((link) => link.id === id) ?? null;

async function asked(visit: Visit): Promise<ProviderChoice> {
  const connection = (await own(visit)).find(({ id }) => id === visit.id);
  if (connection === undefined) throw nothingHere();
  return providerChoice(visit, connection.provider);
}
