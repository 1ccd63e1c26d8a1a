/** Mounts what people look at. */

import { endpoints } from '@grantor/engine';
import { showAccount, showRoot } from '../account/account.ts';
import { askRevocation, revokeAuthorization, showAuthorizations } from '../account/authorizations.ts';
import { askBrowserEnd, askOthersEnd, endBrowser, endOthers, showBrowsers } from '../account/browsers.ts';
import { leadToOwnPassword, postOwnPassword, showOwnPassword } from '../account/password.ts';
import {
  askRevokeAll,
  askSessionEnd,
  endTokenSession,
  revokeEverything,
  showTokenSessions,
} from '../account/token-sessions.ts';
import { exportAudit, readAudit, readAuditStatistics, showAudit, showAuditEntry } from '../admin/audit.ts';
import {
  askSessionEndOf,
  postSessionEndOf,
  showEverySession,
  showPersonSessions,
} from '../admin/browser-sessions.ts';
import { showDashboard } from '../admin/dashboard.ts';
import { showPeople } from '../admin/people.ts';
import { showPerson } from '../admin/person.ts';
import {
  askDeletion,
  askDisabling,
  askReset,
  postDeletion,
  postDisabling,
  postEnabling,
  postReset,
} from '../admin/person-actions.ts';
import {
  askRevocationOf,
  postRevocationOf,
  showPersonAuthorizations,
} from '../admin/person-authorizations.ts';
import { postEditPerson, postNewPerson, showEditPerson, showNewPerson } from '../admin/person-form.ts';
import { authorizationEndpoint, continueRequest } from '../authorize/endpoint.ts';
import { decideStep, showStep } from '../consent/consent.ts';
import { showDevice, verifyDevice } from '../device/device.ts';
import type { Exchange } from '../http/exchange.ts';
import type { Outgoing } from '../http/message.ts';
import { idIn, type Route } from '../http/routes.ts';
import { postConfirm, showConfirm } from '../login/confirm.ts';
import { postInvite, showInvite } from '../login/invite.ts';
import { postLogin, showLogin } from '../login/login.ts';
import { landing } from '../login/redirect.ts';
import { endSessionEndpoint, postEndSession, postLogout, showLogout } from '../logout/logout.ts';
import { peoplePath } from '../pages/index.ts';
import type { Site } from '../site/site.ts';
import { clientRoutes } from './client-routes.ts';

/** `id` is what the path names; empty where it names nothing. */
type PageHandler = (exchange: Exchange, site: Site, id: string) => Promise<Outgoing>;

type Mount = (paths: readonly string[], get: PageHandler, post?: PageHandler | null) => Route;
type MountActing = (paths: readonly string[], get: PageHandler | null, post: PageHandler | null) => Route;

function peopleRoutes(shown: Mount, page: MountActing): readonly Route[] {
  const person = `${peoplePath}/{id}`;
  return [
    shown([peoplePath], showPeople, postNewPerson),
    shown([`${peoplePath}/new`], showNewPerson, postNewPerson),
    shown([person], showPerson, postEditPerson),
    shown([`${person}/edit`], showEditPerson, postEditPerson),
    shown([`${person}/reset-password`], askReset, postReset),
    shown([`${person}/disable`], askDisabling, postDisabling),
    page([`${person}/enable`], null, postEnabling),
    shown([`${person}/delete`], askDeletion, postDeletion),
    shown([`${person}/sessions`], showPersonSessions),
    shown([`${person}/sessions/{id}/end`], askSessionEndOf, postSessionEndOf),
    shown([`${person}/authorizations`], showPersonAuthorizations),
    shown([`${person}/authorizations/{id}/revoke`], askRevocationOf, postRevocationOf),
    shown(['/admin/sessions'], showEverySession),
    shown(['/admin/sessions/{id}/end'], askSessionEndOf, postSessionEndOf),
  ];
}

/** HEAD looks at no suspended request, since one that needs nothing more would be answered. */
const showLoginOnly: PageHandler = (exchange, site) =>
  showLogin(exchange.method === 'HEAD' ? { ...exchange, query: '' } : exchange, site);

export function pageRoutes(site: Site): readonly Route[] {
  const page = (paths: readonly string[], get: PageHandler | null, post: PageHandler | null): Route => {
    const id = ({ path }: Exchange): string =>
      paths.map((pattern) => idIn(path, pattern)).find((found) => found !== null) ?? '';
    return {
      paths,
      ...(get === null ? {} : { get: (exchange: Exchange) => get(exchange, site, id(exchange)) }),
      ...(post === null ? {} : { post: (exchange: Exchange) => post(exchange, site, id(exchange)) }),
      safe: 'acts',
      crossOrigin: 'none',
      audience: 'page',
    };
  };
  /** A page that only shows: what a prefetch may ask for (protocol.md G-2). */
  const shown = (paths: readonly string[], get: PageHandler, post: PageHandler | null = null): Route => ({
    ...page(paths, get, post),
    safe: 'safe',
  });
  const { authorization, device, deviceVerification, endSession } = endpoints;
  const authorizationPaths =
    site.aliases === 'served' ? [authorization.path, ...authorization.aliases] : [authorization.path];
  return [
    page(authorizationPaths, authorizationEndpoint, authorizationEndpoint),
    page(['/continue'], continueRequest, null),
    shown(['/login'], showLoginOnly, postLogin),
    shown(['/login/confirm'], showConfirm, postConfirm),
    page(['/consent'], showStep, decideStep('consent')),
    page(['/select-account'], showStep, decideStep('select_account')),
    shown([device.path], showDevice),
    page([deviceVerification.path], null, verifyDevice),
    page(['/logout'], showLogout, postLogout),
    page([endSession.path], endSessionEndpoint, postEndSession),
    shown(['/'], showRoot),
    shown(['/account'], showAccount),
    shown(['/account/authorizations'], showAuthorizations),
    shown(['/account/authorizations/{id}/revoke'], askRevocation, revokeAuthorization),
    shown([landing], showTokenSessions),
    shown([`${landing}/revoke-all`], askRevokeAll, revokeEverything),
    shown([`${landing}/{id}/revoke`], askSessionEnd, endTokenSession),
    shown(['/account/browsers'], showBrowsers),
    shown(['/account/browsers/end-others'], askOthersEnd, endOthers),
    shown(['/account/browsers/{id}/end'], askBrowserEnd, endBrowser),
    shown(['/account/password'], showOwnPassword, postOwnPassword),
    shown(['/.well-known/change-password'], leadToOwnPassword),
    shown(['/invite/{id}'], showInvite, postInvite),
    shown(['/admin'], showDashboard),
    shown(['/admin/audit'], showAudit),
    shown(['/admin/audit/export'], exportAudit),
    shown(['/admin/audit/api'], readAudit),
    shown(['/admin/audit/api/stats'], readAuditStatistics),
    shown(['/admin/audit/{id}'], showAuditEntry),
    ...peopleRoutes(shown, page),
    ...clientRoutes(shown),
  ];
}
