/** Mounts the management API: one route per path of its table, and the document that describes it. */

import { OAuthError, publicReply, sha256 } from '@grantor/protocol';
import { problemOf, sendProblem } from '../http/problem.ts';
import type { Route } from '../http/routes.ts';
import { sendReply } from '../http/send.ts';
import { apiPath } from '../management/caller.ts';
import { handlerFor, patternOf } from '../management/handle.ts';
import { openApi } from '../management/openapi.ts';
import type { Operation } from '../management/operation.ts';
import { describedEndpoints } from '../management/protocol-endpoints.ts';
import { operations } from '../management/table.ts';
import type { Site } from '../site/site.ts';

export function managementRoutes(site: Site): readonly Route[] {
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
    ...(site.description === null ? [] : [description(descriptionOf(site, site.description))]),
  ];
}

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

function descriptionOf({ baseUrl, pages }: Site, { version, metrics }: NonNullable<Site['description']>) {
  const about = { baseUrl, title: pages.siteName, version, endpoints: describedEndpoints({ metrics }) };
  return openApi(operations, about);
}

/** The same for everybody: it holds no secret (operations.md §2 ENABLE_SWAGGER). */
function description(document: ReturnType<typeof descriptionOf>): Route {
  const body = JSON.stringify(document);
  const reply = publicReply({ body, type: 'application/json', etag: `"${sha256(body)}"`, seconds: 300 });
  return {
    paths: ['/openapi.json'],
    get: () => sendReply(reply),
    ...{ safe: 'safe', crossOrigin: 'public', audience: 'api' },
  };
}
