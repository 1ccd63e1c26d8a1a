/** Mounts what people look at who sign in, allow something and look after their account; the rest is in console-routes.ts. */

import { endpoints } from '@grantor/engine';
import { authorizationEndpoint, continueRequest } from '../authorize/endpoint.ts';
import { decideStep, showStep } from '../consent/consent.ts';
import { showDevice, verifyDevice } from '../device/device.ts';
import type { Route } from '../http/routes.ts';
import { postConfirm, showConfirm } from '../login/confirm.ts';
import { postInvite, showInvite } from '../login/invite.ts';
import { postLogin, showLogin } from '../login/login.ts';
import { decideOnOnePage, showOnePage } from '../login/one-page.ts';
import { showCheckSession } from '../logout/check-session.ts';
import { endSessionEndpoint, postEndSession, postLogout, showLogout } from '../logout/logout.ts';
import { decisionPath, onePagePath } from '../pages/index.ts';
import type { Site } from '../site/site.ts';
import { accountRoutes, requestRoutes } from './account-routes.ts';
import { credentialPages } from './credential-pages.ts';
import { factorPages, secondStepPages } from './factor-routes.ts';
import { mailRoutes } from './mail-routes.ts';
import { mountsFor, type PageHandler } from './page-mounts.ts';
import { upstreamRoutes } from './upstream-routes.ts';

/** HEAD looks at no suspended request, since one that needs nothing more would be answered. */
const showLoginOnly: PageHandler = (exchange, site) =>
  showLogin(exchange.method === 'HEAD' ? { ...exchange, query: '' } : exchange, site);

export function pageRoutes(site: Site): readonly Route[] {
  const mounts = mountsFor(site);
  const { shown, page } = mounts;
  const { authorization, device, deviceVerification, endSession } = endpoints;
  const authorizationPaths =
    site.aliases === 'served' ? [authorization.path, ...authorization.aliases] : [authorization.path];
  return [
    page(authorizationPaths, authorizationEndpoint, authorizationEndpoint),
    ...(site.aliases === 'served'
      ? [page([onePagePath], showOnePage, showOnePage), page([decisionPath], null, decideOnOnePage)]
      : []),
    page(['/continue'], continueRequest, null),
    shown(['/login'], showLoginOnly, postLogin),
    shown(['/login/confirm'], showConfirm, postConfirm),
    page(['/consent'], showStep, decideStep('consent')),
    page(['/select-account'], showStep, decideStep('select_account')),
    page(['/no-access'], showStep, decideStep('not_a_member')),
    shown([device.path], showDevice),
    page([deviceVerification.path], null, verifyDevice),
    page(['/logout'], showLogout, postLogout),
    page([endSession.path], endSessionEndpoint, postEndSession),
    shown(['/invite/{id}'], showInvite, postInvite),
    ...checkSessionRoutes(site),
    ...secondStepPages(mounts),
    ...mailRoutes(mounts),
    ...accountRoutes(mounts),
    ...(site.backchannel === 'served' ? requestRoutes(mounts) : []),
    ...(site.credentials === null ? [] : credentialPages(mounts)),
    ...factorPages(mounts),
    ...upstreamRoutes(site, mounts),
  ];
}

/** Not there unless it is served (advanced.md LGO-5). */
const checkSessionRoutes = ({ browserStates, pages }: Site): readonly Route[] =>
  browserStates === null
    ? []
    : [
        {
          paths: [endpoints.checkSession.path],
          get: (exchange) => showCheckSession(exchange, pages, browserStates),
          safe: 'safe',
          crossOrigin: 'none',
          audience: 'page',
        },
      ];
