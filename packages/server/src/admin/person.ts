/** One person as administrators find them: who it is, and what is alive of them. */

import { secondOf } from '@grantor/protocol';
import { listBrowsers } from '../account/browsers.ts';
import { personIn } from '../console/person-key.ts';
import { claimsShown } from '../console/person-values.ts';
import { forAdministrator, nothingHere, show, showAs, type Visit } from '../console/visit.ts';
import type { Outgoing } from '../http/message.ts';
import { Forbidden } from '../http/refuse.ts';
import { conflict } from '../http/status.ts';
import { type PersonModel, type PersonRefusalWords, type PersonRow, personPage } from '../pages/index.ts';
import type { Site } from '../site/site.ts';
import { countAllowedClients } from '../store/allowed-clients.ts';
import { countLiveFamilies } from '../store/authorizations.ts';
import { listConnections } from '../store/connections.ts';
import { readFactors } from '../store/factors.ts';
import { listForeignLinks } from '../store/foreign-subjects.ts';
import type { PersonRefusal } from '../store/person-changes.ts';
import { findUser, type User } from '../store/users.ts';
import { personPath } from './person-path.ts';

/** Throws where the application around this server has the people: they are changed there (distribution.md L-3). */
export function assertKeptHere({ signIn }: Site): void {
  if (signIn.accounts !== undefined) throw nothingHere();
}

/** Who the path names; throws where there is nobody. */
export async function personOf({ site, id }: Visit): Promise<User> {
  assertKeptHere(site);
  const [key = ''] = id.split('/');
  const found = await findUser(site.database.kysely, personIn(key));
  if (found === null) throw nothingHere();
  return found.user;
}

export const personRow = (user: User): PersonRow => {
  const name = user.claims['name'];
  return {
    path: personPath(user.id),
    id: user.id,
    username: user.username,
    ...(typeof name === 'string' && name !== '' ? { name } : {}),
    ...(user.email === null ? {} : { email: user.email }),
    isVerified: user.emailVerifiedAt !== null,
    role: user.role,
    source: user.authSource,
    ...(user.externalId === null ? {} : { externalId: user.externalId }),
    status: user.disabledAt === null ? 'active' : 'disabled',
    ...(user.lastSignInAt === null ? {} : { lastSignInAt: user.lastSignInAt }),
  };
};

/** As `listBrowsers` wants to know whose sessions, and which of them looks. */
export const sessionOwner = ({ person }: Visit, user: User) => ({
  userId: user.id,
  username: user.username,
  role: user.role,
  id: person.id,
});

async function personModel(visit: Visit, user: User): Promise<PersonModel> {
  const { site } = visit;
  const owner = sessionOwner(visit, user);
  const { kysely } = site.database;
  const [sessions, authorizations, tokens, connections, links, { totp, passkeys }] = await Promise.all([
    listBrowsers({ site, person: owner }),
    countAllowedClients(site.database, { owner: user.id, now: secondOf(site.now()) }),
    countLiveFamilies(site.database, user.id, secondOf(site.now())),
    listConnections(kysely, user.id),
    listForeignLinks(kysely, user.id),
    readFactors(kysely, user.id),
  ]);
  return {
    person: personRow(user),
    createdAt: user.createdAt,
    claims: claimsShown(user),
    mustChangePassword: user.mustChangePasswordAt !== null,
    factors: passkeys.length + (totp === null ? 0 : 1),
    isSelf: user.id === visit.person.userId,
    counts: {
      sessions: sessions.length,
      authorizations: authorizations.count,
      connections: connections.length + links.length,
      tokens: tokens.count,
    },
  };
}

export const askPerson = async (visit: Visit): Promise<Outgoing> => {
  const model = await personModel(visit, await personOf(visit));
  return show(visit, (frame) => personPage(model, frame));
};

export const showPerson = forAdministrator(askPerson);

/** Their page, with what forbade the change. */
export async function showPersonRefusal(visit: Visit, refused: PersonRefusalWords): Promise<Outgoing> {
  const model = await personModel(visit, await personOf(visit));
  return showAs(visit, { status: conflict, why: `refused: ${refused}` }, (frame) =>
    personPage({ ...model, refused }, frame),
  );
}

/** Throws for what has no words of its own; null: it was so already. */
export function refusedWords(refusal: PersonRefusal | 'external'): PersonRefusalWords | null {
  switch (refusal) {
    case 'gone':
      throw nothingHere();
    case 'not_permitted':
      throw new Forbidden('for administrators');
    case 'unchanged':
      return null;
    default:
      return refusal;
  }
}
