/** What somebody allowed, shown to administrators as to themselves, and how it is taken back (product.md T-2). */

import {
  type Authorization,
  authorizationsModel,
  clientNameOf,
  findAuthorization,
} from '../account/authorizations.ts';
import { revokeAuthorizationOf } from '../administration/sessions.ts';
import { actorOf } from '../console/actor.ts';
import {
  done,
  forAdministrator,
  forAdministratorForm,
  nothingHere,
  show,
  type Visit,
} from '../console/visit.ts';
import { queryParameter } from '../http/exchange.ts';
import type { Outgoing } from '../http/message.ts';
import { personAuthorizationsPage, personQuestionPage } from '../pages/index.ts';
import type { User } from '../store/users.ts';
import { personOf } from './person.ts';
import { personPath } from './person-path.ts';

export const showPersonAuthorizations = forAdministrator(async (visit) => {
  const user = await personOf(visit);
  const allowed = await authorizationsModel(visit, { userId: user.id });
  const model = { username: user.username, path: personPath(user.id), ...allowed };
  return show(visit, (frame) => personAuthorizationsPage(model, frame));
});

/** The pair that the path names. */
async function named(visit: Visit): Promise<{ user: User; authorization: Authorization }> {
  const user = await personOf(visit);
  const wanted = visit.id.split('/').at(-1) ?? '';
  const authorization = await findAuthorization({ site: visit.site, person: { userId: user.id } }, wanted);
  if (authorization === null) throw nothingHere();
  return { user, authorization };
}

/** Where it was asked for: among what the person allowed, or among what everybody did. */
const listOf = ({ exchange }: Visit, path: string) =>
  queryParameter(exchange, 'from') === 'all'
    ? ({ section: '/admin/authorizations', list: '/admin/authorizations', query: '?from=all' } as const)
    : ({ section: '/admin/users', list: `${path}/authorizations`, query: '' } as const);

const revocationQuestion = async (visit: Visit): Promise<Outgoing> => {
  const { user, authorization } = await named(visit);
  const path = personPath(user.id);
  const { section, query } = listOf(visit, path);
  const question = {
    kind: 'revoke',
    section,
    username: user.username,
    path,
    client: clientNameOf(authorization),
    action: `${path}/authorizations/${authorization.id}/revoke${query}`,
  } as const;
  return show(visit, (frame) => personQuestionPage(question, frame));
};

export const askRevocationOf = forAdministrator(revocationQuestion);

export const postRevocationOf = forAdministratorForm(async (visit) => {
  const { user, authorization } = await named(visit);
  const { id, clientId } = authorization;
  const revoked = { id, clientId, userId: user.id, username: user.username };
  await revokeAuthorizationOf(visit.site.accounts, actorOf(visit), revoked);
  return done(visit, listOf(visit, personPath(user.id)).list, 'user_authorization_revoked');
}, revocationQuestion);
