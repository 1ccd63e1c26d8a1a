/** Mounts what people look at. */

import { endpoints } from '@grantor/engine';
import { showLanding } from '../account/account.ts';
import { authorizationEndpoint, continueRequest } from '../authorize/endpoint.ts';
import { decideStep, showStep } from '../consent/consent.ts';
import { showDevice, verifyDevice } from '../device/device.ts';
import { postLogin, showLogin } from '../login/login.ts';
import { landing } from '../login/redirect.ts';
import { endSessionEndpoint, postEndSession, postLogout, showLogout } from '../logout/logout.ts';
import type { Services } from '../services.ts';
import type { Exchange } from './exchange.ts';
import type { Route } from './routes.ts';

type PageHandler = (exchange: Exchange, services: Services) => Promise<Response>;

export function pageRoutes(services: Services): readonly Route[] {
  const page = (paths: readonly string[], get: PageHandler | null, post: PageHandler | null): Route => ({
    paths,
    ...(get === null ? {} : { get: (exchange: Exchange) => get(exchange, services) }),
    ...(post === null ? {} : { post: (exchange: Exchange) => post(exchange, services) }),
    safe: 'acts',
    crossOrigin: 'none',
    audience: 'page',
  });
  const { authorization, device, deviceVerification, endSession } = endpoints;
  const authorizationPaths =
    services.aliases === 'served' ? [authorization.path, ...authorization.aliases] : [authorization.path];
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
    page(['/', '/account', landing], showLanding, null),
  ];
}
