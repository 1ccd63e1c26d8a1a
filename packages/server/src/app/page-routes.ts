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
import { authorizationEndpoint, continueRequest } from '../authorize/endpoint.ts';
import { decideStep, showStep } from '../consent/consent.ts';
import { showDevice, verifyDevice } from '../device/device.ts';
import type { Exchange } from '../http/exchange.ts';
import type { Outgoing } from '../http/message.ts';
import { idIn, type Route } from '../http/routes.ts';
import { postLogin, showLogin } from '../login/login.ts';
import { landing } from '../login/redirect.ts';
import { endSessionEndpoint, postEndSession, postLogout, showLogout } from '../logout/logout.ts';
import type { Site } from '../site/site.ts';

/** `id` is what the path names; empty where it names nothing. */
type PageHandler = (exchange: Exchange, site: Site, id: string) => Promise<Outgoing>;

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
  const { authorization, device, deviceVerification, endSession } = endpoints;
  const authorizationPaths =
    site.aliases === 'served' ? [authorization.path, ...authorization.aliases] : [authorization.path];
  return [
    page(authorizationPaths, authorizationEndpoint, authorizationEndpoint),
    page(['/continue'], continueRequest, null),
    page(['/login'], showLogin, postLogin),
    page(['/consent'], showStep, decideStep('consent')),
    page(['/select-account'], showStep, decideStep('select_account')),
    page([device.path], showDevice, null),
    page([deviceVerification.path], null, verifyDevice),
    page(['/logout'], showLogout, postLogout),
    page([endSession.path], endSessionEndpoint, postEndSession),
    page(['/'], showRoot, null),
    page(['/account'], showAccount, null),
    page(['/account/authorizations'], showAuthorizations, null),
    page(['/account/authorizations/{id}/revoke'], askRevocation, revokeAuthorization),
    page([landing], showTokenSessions, null),
    page([`${landing}/revoke-all`], askRevokeAll, revokeEverything),
    page([`${landing}/{id}/revoke`], askSessionEnd, endTokenSession),
    page(['/account/browsers'], showBrowsers, null),
    page(['/account/browsers/end-others'], askOthersEnd, endOthers),
    page(['/account/browsers/{id}/end'], askBrowserEnd, endBrowser),
  ];
}
