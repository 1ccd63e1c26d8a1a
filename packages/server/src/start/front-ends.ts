/** The API for front-ends, from the configuration (federation-vci-authlete.md ATL-20). */

import type { Engine } from '@grantor/engine';
import { type App, type AppWorld, createApp } from '../app/app.ts';
import type { FrontEndApi } from '../authlete/handle.ts';
import { createClientNumbers } from '../authlete/wire/client-numbers.ts';
import { createTokenCheck } from '../authlete/wire/token-check.ts';
import { resolveApiTokens } from '../config/secret-files.ts';
import type { Configuration } from '../config/types.ts';
import type { Exchange } from '../http/exchange.ts';
import type { Site } from '../site/site.ts';
import type { Log } from '../telemetry/log.ts';

type Parts = { readonly site: Site; readonly engine: Engine; readonly log: Log };

/** null: it is not served. */
export async function openFrontEnds(
  configuration: Configuration,
  { site, engine, log }: Parts,
): Promise<FrontEndApi | null> {
  const { authlete, authorization, server } = configuration;
  if (!authlete.api) return null;
  return {
    world: {
      ...{ engine, site, store: site.store, numbers: createClientNumbers(site.database.kysely) },
      ...{ issuer: server.baseUrl, siteName: server.siteName, serviceId: authlete.serviceId },
      pkce: authorization.pkceRequired === false ? 'not_required' : 'required',
    },
    isToken: createTokenCheck(await resolveApiTokens(configuration)),
    isPrivate: isPrivateOn(configuration),
    ...{ limits: site.limits, audit: site.changes.audit },
    failed: ({ source: { requestId } }, failure) => log.error('request failed', { requestId, failure }),
  };
}

/** What is served where: front-ends have a port of their own, or their API is among everything else. */
export function createApps(
  { authlete }: Configuration,
  { frontEnds, ...world }: Omit<AppWorld, 'part'>,
): { readonly app: App; readonly frontEndApp: App | null } {
  if (authlete.apiAddress === null)
    return { app: createApp({ ...world, frontEnds, part: 'everything' }), frontEndApp: null };
  return {
    app: createApp({ ...world, frontEnds: null, part: 'everything' }),
    frontEndApp: createApp({ ...world, frontEnds, part: 'front_ends' }),
  };
}

const thisMachine = /^(?:::1|(?:::ffff:)?127\.\d{1,3}\.\d{1,3}\.\d{1,3})$/i;

/** By our own certificate, through a proxy of an https address, or from this machine. */
const isPrivateOn =
  ({ server }: Configuration) =>
  ({ peer, source: { address } }: Exchange): boolean =>
    server.tlsCertFile !== null ||
    (peer === 'trusted_proxy' && server.baseUrl.startsWith('https:')) ||
    thisMachine.test(address);
