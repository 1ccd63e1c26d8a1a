/** The pages of a person about themselves. Owns what they may see and end; never what that means for tokens. */

import { secondOf } from '@grantor/protocol';
import { forPerson, show } from '../console/visit.ts';
import type { Exchange } from '../http/exchange.ts';
import type { Outgoing } from '../http/message.ts';
import { seeOther } from '../http/send.ts';
import { accountHomePage } from '../pages/index.ts';
import { readCaller } from '../site/caller.ts';
import { loginLocation } from '../site/login-location.ts';
import type { Site } from '../site/site.ts';
import { listLiveFamilies } from '../store/authorizations.ts';
import { findUser } from '../store/users.ts';
import { listAuthorizations } from './authorizations.ts';
import { listBrowsers } from './browsers.ts';

/** The root of the site is nobody's page. */
export async function showRoot(exchange: Exchange, site: Site): Promise<Outgoing> {
  const caller = await readCaller(exchange, site);
  return seeOther(
    caller.visitor.session === null ? loginLocation('home', caller) : '/account',
    caller.cookies,
  );
}

export const showAccount = forPerson(async (visit) => {
  const { site, person } = visit;
  const [found, authorizations, families, browsers] = await Promise.all([
    findUser(site.database.kysely, person.userId),
    listAuthorizations(visit),
    listLiveFamilies(site.database, person.userId, secondOf(site.now())),
    listBrowsers(visit),
  ]);
  const model = {
    lastSignInAt: found?.user.lastSignInAt ?? person.authTime,
    signedInHereAt: person.authTime,
    authorizations: authorizations.length,
    sessions: families.length,
    browsers: browsers.length,
  };
  return show(visit, (frame) => accountHomePage(model, frame));
});
