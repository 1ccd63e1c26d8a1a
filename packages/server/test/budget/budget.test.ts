/** How often each request asks the database (requirements: performance.md §3). Counted, never timed. */

import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { plainBrowser, signInPlainly, userAgent } from '../e2e/plain-browser.ts';
import { postgresDatabase } from '../postgres.ts';
import { startTestServer, type TestServer } from '../running-server.ts';

type Form = Readonly<Record<string, string>>;
/** Sends one request of its kind and checks that it did what it is meant to. */
type Send = () => Promise<void>;
type Budget = { readonly statements: number; readonly commits: number };
type Storage = {
  readonly name: string;
  open(): Promise<{ environment: Readonly<Record<string, string>>; close(): Promise<void> }>;
};

const storages: readonly Storage[] = [
  { name: 'SQLite', open: async () => ({ environment: {}, close: async () => {} }) },
  {
    name: 'PostgreSQL',
    async open() {
      const { dsn, close } = await postgresDatabase();
      return { environment: { DATABASE_DRIVER: 'postgres', DATABASE_DSN: dsn }, close };
    },
  },
];

const secret = randomBytes(24).toString('base64url');
const person = { username: 'alice', password: randomBytes(18).toString('base64url') };
const redirectUri = 'https://client.example/cb';
const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';
const verifier = randomBytes(32).toString('base64url');
const byPost = { token_endpoint_auth_method: 'client_secret_post' };
const clientsFor = (format: 'jwt' | 'opaque') => [
  {
    ...byPost,
    client_id: `machine-${format}`,
    client_secret: secret,
    grant_types: ['client_credentials'],
    response_types: [],
    scope: 'read',
    access_token_format: format,
  },
  {
    ...byPost,
    client_id: `web-${format}`,
    client_secret: secret,
    redirect_uris: [redirectUri],
    scope: 'openid email',
    access_token_format: format,
    skip_consent: true,
    grant_types: ['authorization_code', 'refresh_token'],
  },
];
const bootstrap = {
  users: [{ ...person, email: 'alice@users.example', email_verified: true }],
  clients: [
    ...clientsFor('jwt'),
    ...clientsFor('opaque'),
    {
      client_id: 'television',
      token_endpoint_auth_method: 'none',
      grant_types: [deviceGrant],
      response_types: [],
    },
  ],
};

for (const storage of storages) {
  describe(`the budget of a request on ${storage.name}`, () => {
    let server: TestServer;
    let close: () => Promise<void>;
    let cookieOfGuardedHosts: () => Promise<string>;
    let authorize: (format: 'jwt' | 'opaque') => Promise<string>;

    before(async () => {
      const opened = await storage.open();
      close = opened.close;
      // One second between polls, so that each of a row of polls is a polite one (protocol.md CL-3)
      const environment = {
        ...opened.environment,
        POLLING_INTERVAL: '1s',
        TRUSTED_PROXIES: '127.0.0.1',
        FORWARD_AUTH_COOKIE_DOMAIN: '127.0.0.1',
      };
      server = await startTestServer({ bootstrap, environment });
      const browser = plainBrowser(server);
      await signInPlainly(browser, person);
      cookieOfGuardedHosts = async () => {
        await browser.get('/forward?return_to=http://127.0.0.1/');
        return `grantor_forward=${browser.cookies.get('grantor_forward')}`;
      };
      authorize = async (format) => {
        const answer = await browser.get(`/oauth/authorize?${authorizationParameters(`web-${format}`)}`);
        const code = /[?&]code=([^&]+)/.exec(answer.headers.get('location') ?? '')?.[1];
        assert.ok(code, `no code but ${answer.status}`);
        return code;
      };
    });
    after(async () => {
      await server.stop();
      await close();
    });

    const post = async (path: string, form: Form, status = 200): Promise<Record<string, string>> => {
      const response = await fetch(new URL(path, server.origin), {
        method: 'POST',
        body: new URLSearchParams(form),
      });
      const text = await response.text();
      assert.equal(response.status, status, text);
      return JSON.parse(text);
    };
    const get = async (path: string, headers: Form = {}): Promise<void> => {
      const response = await fetch(new URL(path, server.origin), { headers });
      assert.equal(response.status, 200, await response.text());
    };
    const redeem = (client: Form, code: string) =>
      post('/oauth/token', {
        ...client,
        grant_type: 'authorization_code',
        code,
        redirect_uri: redirectUri,
        code_verifier: verifier,
      });

    /** The least of a few: a batch of audit rows, or the server's upkeep, may fall between any two. */
    const spend = async (send: Send): Promise<Budget> => {
      const seen: Budget[] = [];
      for (let time = 0; time < 4; time++) {
        const { statements, commits } = { ...server.running.database.counts };
        await send();
        const now = server.running.database.counts;
        seen.push({ statements: now.statements - statements, commits: now.commits - commits });
      }
      return {
        statements: Math.min(...seen.map((each) => each.statements)),
        commits: Math.min(...seen.map((each) => each.commits)),
      };
    };
    const holds = async (budget: Budget, send: Send): Promise<void> => {
      const spent = await spend(send);
      assert.ok(spent.statements <= budget.statements, `${spent.statements} statements`);
      assert.ok(spent.commits <= budget.commits, `${spent.commits} commits`);
    };

    for (const format of ['jwt', 'opaque'] as const) {
      const machineClient = { client_id: `machine-${format}`, client_secret: secret };
      const webClient = { client_id: `web-${format}`, client_secret: secret };
      const ownToken = () =>
        post('/oauth/token', { ...machineClient, grant_type: 'client_credentials', scope: 'read' });
      const walk = async () => redeem(webClient, await authorize(format));

      it(`holds for client credentials, ${format} — performance.md §3 client credentials`, async () => {
        await holds({ statements: 2, commits: 1 }, async () => {
          await ownToken();
        });
      });

      it(`holds for an authorization request with session and consent, ${format} — performance.md §3 authorization request`, async () => {
        await holds({ statements: 4, commits: 1 }, async () => {
          await authorize(format);
        });
      });

      it(`holds for a code exchange, ${format} — performance.md §3 code exchange`, async () => {
        const codes: string[] = [];
        for (let time = 0; time < 4; time++) codes.push(await authorize(format));
        await holds({ statements: 4, commits: 1 }, async () => {
          await redeem(webClient, codes.pop() ?? '');
        });
      });

      it(`holds for a refresh, ${format} — performance.md §3 refresh`, async () => {
        let refreshToken = (await walk())['refresh_token'] ?? '';
        await holds({ statements: 4, commits: 1 }, async () => {
          const form = { ...webClient, grant_type: 'refresh_token', refresh_token: refreshToken };
          refreshToken = (await post('/oauth/token', form))['refresh_token'] ?? '';
        });
      });

      it(`holds for an introspection, ${format} — performance.md §3 introspection`, async () => {
        const { access_token: token = '' } = await ownToken();
        await holds({ statements: 1, commits: 0 }, async () => {
          const answer: Record<string, unknown> = await post('/oauth/introspect', {
            ...machineClient,
            token,
          });
          assert.equal(answer['active'], true);
        });
      });

      it(`holds for /verify, ${format} — resource.md §9 Request`, async () => {
        const { access_token: token } = await walk();
        await holds({ statements: 1, commits: 0 }, () =>
          get('/verify', { authorization: `Bearer ${token}`, ...waiting }),
        );
      });

      it(`holds for userinfo, ${format} — performance.md §3 userinfo`, async () => {
        const { access_token: token } = await walk();
        await holds({ statements: 2, commits: 0 }, () =>
          get('/oauth/userinfo', { authorization: `Bearer ${token}` }),
        );
      });
    }

    it('holds for /verify with the cookie of a browser — resource.md §9 Request', async () => {
      const cookie = await cookieOfGuardedHosts();
      await holds({ statements: 1, commits: 0 }, () =>
        get('/verify', { cookie, 'user-agent': userAgent, ...waiting }),
      );
    });

    it('holds for a poll of a pending device code — performance.md §3 pending device poll', async () => {
      const { device_code = '' } = await post('/oauth/device/code', { client_id: 'television' });
      await holds({ statements: 1, commits: 1 }, async () => {
        const form = { client_id: 'television', grant_type: deviceGrant, device_code };
        assert.equal((await post('/oauth/token', form, 400))['error'], 'authorization_pending');
      });
    });

    for (const path of [
      '/.well-known/openid-configuration',
      '/.well-known/oauth-authorization-server',
      '/.well-known/jwks.json',
      '/livez',
      '/health',
    ]) {
      it(`is nothing for ${path} — performance.md §3 discovery`, async () => {
        await get(path);
        await holds({ statements: 0, commits: 0 }, () => get(path));
      });
    }
  });
}

/** What Traefik says of the request that waits. */
const waiting = {
  'x-forwarded-method': 'GET',
  'x-forwarded-proto': 'https',
  'x-forwarded-host': 'app.example',
  'x-forwarded-uri': '/page',
};

const authorizationParameters = (clientId: string): URLSearchParams =>
  new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    scope: 'openid email',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
