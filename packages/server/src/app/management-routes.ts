/** Mounts the management API: one route per path of its table, and the document that describes it. */

import { OAuthError, publicReply, sha256 } from '@grantor/protocol';
import { queryParameter } from '../http/exchange.ts';
import { showPage } from '../http/page.ts';
import { problemOf, sendProblem } from '../http/problem.ts';
import type { Route } from '../http/routes.ts';
import { sendReply } from '../http/send.ts';
import { handlerFor, patternOf } from '../management/handle.ts';
import { openApi } from '../management/openapi.ts';
import type { Operation } from '../management/operation.ts';
import { apiPath, descriptionPath } from '../management/paths.ts';
import { describedEndpoints } from '../management/protocol-endpoints.ts';
import { type DescribedServer, narrowed, referenceOf } from '../management/reference.ts';
import { operationsWith } from '../management/table.ts';
import { type Frame, referencePage, referencePath } from '../pages/index.ts';
import { pageContext, readCaller } from '../site/caller.ts';
import type { Site } from '../site/site.ts';
import { mountsFor } from './page-mounts.ts';

export function managementRoutes(site: Site): readonly Route[] {
  const operations = operationsOf(site);
  const patterns = [...new Set(operations.map(patternOf))];
  return [
    ...patterns.map((pattern) =>
      routeOf(
        pattern,
        operations.filter((one) => patternOf(one) === pattern),
        site,
      ),
    ),
    { ...nothing, paths: [`${apiPath}/{rest}`] },
    ...(site.description === null ? [] : descriptionRoutes(site, site.description)),
  ];
}

const operationsOf = ({ credentials }: Pick<Site, 'credentials'>) =>
  operationsWith(credentials === null ? 'refused' : 'served');

const api = {
  safe: 'safe',
  crossOrigin: 'named',
  audience: 'api',
  refuse: (exchange, error) => sendProblem(problemOf(error), exchange),
} as const satisfies Partial<Route>;

function routeOf(pattern: string, rows: readonly Operation[], site: Site): Route {
  const handlers = rows.map((row) => [row.method.toLowerCase(), handlerFor(row, site)] as const);
  return { paths: [pattern], ...Object.fromEntries(handlers), ...api };
}

const nothing: Omit<Route, 'paths'> = {
  ...api,
  any: (exchange) => api.refuse(exchange, new OAuthError('not_found', 'There is nothing at this address.')),
};

/** The same for everybody: it holds no secret (operations.md §2 ENABLE_SWAGGER). */
function descriptionRoutes(
  site: Site,
  { version, metrics }: NonNullable<Site['description']>,
): readonly Route[] {
  const { baseUrl, pages, browserStates, credentials, federation } = site;
  const about = {
    baseUrl,
    title: pages.siteName,
    version,
    endpoints: describedEndpoints({
      metrics,
      sessionManagement: browserStates === null ? 'refused' : 'served',
      credentials: credentials === null ? 'refused' : 'served',
      federation,
    }),
  };
  const document = openApi(operationsOf(site), about);
  const body = JSON.stringify(document);
  const reply = publicReply({ body, type: 'application/json', etag: `"${sha256(body)}"`, seconds: 300 });
  const reference = referenceOf(document as DescribedServer);
  return [
    {
      paths: [descriptionPath],
      get: () => sendReply(reply),
      ...{ safe: 'safe', crossOrigin: 'public', audience: 'api' },
    },
    mountsFor(site).shown([referencePath], async (exchange) => {
      const caller = await readCaller(exchange, site);
      const search = (queryParameter(exchange, 'search') ?? '').trim();
      const render = (frame: Frame) => referencePage(narrowed(reference, search), frame);
      return showPage({ render, variant: { kind: 'account' } }, pageContext({ exchange, caller, site }));
    }),
  ];
}
