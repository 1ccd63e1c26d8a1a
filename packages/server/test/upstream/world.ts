/** A server that people sign in to through a provider, and browsers that go the whole way. */

import { strict as assert } from 'node:assert';
import { freePort } from '@grantor/compliance/testing/free-port';
import { hiddenFields, type PlainBrowser, plainBrowser } from '../e2e/plain-browser.ts';
import { startTestServer, type TestServer } from '../running-server.ts';
import { startUpstream, type UpstreamOptions, type UpstreamServer, upstreamClient } from './provider.ts';

export type ThroughWorld = {
  readonly server: TestServer;
  readonly upstream: UpstreamServer;
  /** What the server does with the browser at the provider: the path and query it comes back with. */
  travels(location: string | null): Promise<string>;
  /** Posts the button of the sign-in page, and comes back; the answer to the return. */
  signsIn(browser: PlainBrowser, path?: string, more?: Readonly<Record<string, string>>): Promise<Response>;
  stop(): Promise<void>;
};

export type ThroughOptions = Partial<Omit<UpstreamOptions, 'redirectUri'>> & {
  readonly provider?: string;
  readonly bootstrap?: unknown;
  readonly environment?: (upstream: UpstreamServer) => Readonly<Record<string, string>>;
};

/** Its settings as a provider of `OIDC_PROVIDERS`. */
export const asOpenId = ({ origin }: UpstreamServer, allowed = '*'): Readonly<Record<string, string>> => ({
  OIDC_PROVIDERS: 'acme',
  OIDC_ACME_ISSUER: origin,
  OIDC_ACME_CLIENT_ID: upstreamClient.id,
  OIDC_ACME_CLIENT_SECRET: upstreamClient.secret,
  OIDC_ACME_LABEL: 'Acme',
  OIDC_ACME_ALLOWED_USERS: allowed,
});

/** The same as one of those that the server knows. */
export const asKnown = (
  prefix: string,
  more: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> => ({
  [`${prefix}_CLIENT_ID`]: upstreamClient.id,
  [`${prefix}_CLIENT_SECRET`]: upstreamClient.secret,
  [`ALLOWED_${prefix}_USERS`]: '*',
  ...more,
});

export async function startThroughWorld(options: ThroughOptions = {}): Promise<ThroughWorld> {
  const { provider = 'acme', bootstrap, environment = asOpenId, ...rest } = options;
  const port = await freePort();
  const own = `http://127.0.0.1:${port}`;
  const upstream = await startUpstream({ ...rest, redirectUri: `${own}/auth/callback/${provider}` });
  const server = await startTestServer({
    ...(bootstrap === undefined ? {} : { bootstrap }),
    environment: { SERVER_ADDR: `127.0.0.1:${port}`, BASE_URL: own, ...environment(upstream) },
  });
  const travels: ThroughWorld['travels'] = async (location) => {
    const there = plainBrowser(upstream);
    let next = location ?? '';
    for (let step = 0; step < 8 && !next.startsWith(own); step += 1) {
      const answer = await there.get(next);
      const onward = answer.headers.get('location');
      assert.ok(onward, `${answer.status} at ${next}: ${await answer.text()}`);
      next = new URL(onward, upstream.origin).href;
    }
    return next.slice(own.length);
  };
  return {
    server,
    upstream,
    travels,
    async signsIn(browser, path = '/login', more = {}) {
      const fields = hiddenFields(await (await browser.get(path)).text());
      const sent = await browser.post(`/auth/login/${provider}`, { ...fields, ...more });
      assert.equal(sent.status, 303, await sent.clone().text());
      return browser.get(await travels(sent.headers.get('location')));
    },
    async stop() {
      await server.stop();
      await upstream.stop();
    },
  };
}

/** Rows of a table, as they are stored. */
export function rowsOf(
  { server }: ThroughWorld,
  table: 'connection' | 'user_account' | 'audit_event' | 'upstream_state' | 'browser_session',
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  return server.running.database.kysely.selectFrom(table).selectAll().execute() as never;
}
