/** Mounts what people look at. */

import { endpoints } from '@grantor/engine';
import { showAccount, showRoot } from '../account/account.ts';
import { askRevocation, revokeAuthorization, showAuthorizations } from '../account/authorizations.ts';
import { askBrowserEnd, askOthersEnd, endBrowser, endOthers, showBrowsers } from '../account/browsers.ts';
import {
  askRevokeAll,
  askSessionEnd,
  endTokenSession,
  revokeEverything,
  showTokenSessions,
} from '../account/token-sessions.ts';
import { exportAudit, readAudit, readAuditStatistics, showAudit, showAuditEntry } from '../admin/audit.ts';
import { showDashboard } from '../admin/dashboard.ts';
import { authorizationEndpoint, continueRequest } from '../authorize/endpoint.ts';
import { decideStep, showStep } from '../consent/consent.ts';
import { showDevice, verifyDevice } from '../device/device.ts';
import type { Exchange } from '../http/exchange.ts';
import type { Outgoing } from '../http/message.ts';
import { idIn, type Route } from '../http/routes.ts';
import { postConfirm, showConfirm } from '../login/confirm.ts';
import { postLogin, showLogin } from '../login/login.ts';
import { landing } from '../login/redirect.ts';
import { endSessionEndpoint, postEndSession, postLogout, showLogout } from '../logout/logout.ts';
import type { Site } from '../site/site.ts';

/** `id` is what the path names; empty where it names nothing. */
type PageHandler = (exchange: Exchange, site: Site, id: string) => Promise<Outgoing>;

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
    shown(['/admin'], showDashboard),
    shown(['/admin/audit'], showAudit),
    shown(['/admin/audit/export'], exportAudit),
    shown(['/admin/audit/api'], readAudit),
    shown(['/admin/audit/api/stats'], readAuditStatistics),
    shown(['/admin/audit/{id}'], showAuditEntry),
  ];
}
