import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { cookieNames } from '../../src/accounts/cookies.ts';
import { hiddenFields } from '../races/person.ts';
import {
  asOther,
  asWeb,
  authorizationPath,
  type Browser,
  callback,
  codeFor,
  declarations,
  deviceGrant,
  type Fields,
  json,
  person,
  redemption,
  secretOf,
  startWorld,
  type World,
} from './world.ts';

const root = {
  ...{ username: 'root', password: 'harvest compass window', sub: 'root-0009', role: 'admin' },
} as const;

/** Nobody listens there. */
const mailServer = { SMTP_URL: 'smtp://127.0.0.1:9', MAIL_FROM: 'auth@example.com', SMTP_STARTTLS: 'off' };

/** The one value that a page shows once. */
const toldOnce = /id="(?:told|client-secret)">([^<]+)</;

/** Every secret that was issued or used, under a name that may be shown. */
type Secrets = Map<string, string>;

describe('secrets in output', () => {
  let world: World;
  const secrets: Secrets = new Map();
  const keep = (name: string, value: unknown): string => {
    assert.ok(typeof value === 'string' && value.length >= 8, `${name} was not issued`);
    secrets.set(`${name} ${secrets.size}`, value);
    return value;
  };

  before(async () => {
    world = await startWorld({
      environment: { LOG_LEVEL: 'trace', METRICS_ENABLED: 'true', ...mailServer },
      bootstrap: { ...declarations, users: [...declarations.users, root] },
    });
    for (const [id, secret] of Object.entries(secretOf)) keep(`client secret of ${id}`, secret);
    keep('password', person.password);
    const browser = world.browser();
    await signIn(browser);
    await walkCode(browser);
    await signIn(browser); // the hint ended the session
    await walkConsent();
    await walkDevice(browser);
    await walkRegistration();
    await walkAdministration();
    await walkMail();
    await walkFailures(browser);
    const { csrf_token } = hiddenFields(await (await browser.get('/device')).text());
    const waiting = await browser.get(authorizationPath({ prompt: 'login', state: 'state-of-a-client' }));
    keep('flow', new URL(waiting.headers.get('location') ?? '', world.origin).searchParams.get('flow'));
    await browser.post('/logout', { csrf_token: csrf_token ?? '' });
    await world.server.running.app.fetch(new Request(`${world.origin}/livez`));
  });
  after(() => world.server.stop());

  async function signIn(browser: Browser): Promise<void> {
    const wrong = await browser.signIn(keep('wrong password', 'wrong-password-of-somebody'));
    assert.equal(wrong.status, 400);
    assert.equal((await browser.signIn()).status, 303);
    for (const [name, value] of browser.cookies) keep(`cookie ${name}`, value);
    const { csrf_token } = hiddenFields(await (await browser.get('/device')).text());
    keep('CSRF token', csrf_token);
  }

  async function walkCode(browser: Browser): Promise<void> {
    const code = keep('code', await codeFor(browser));
    const tokens = await exchange(redemption(code));
    keep('code verifier', 'v'.repeat(43));
    const rotated = await exchange({
      grant_type: 'refresh_token',
      refresh_token: tokens['refresh_token'] ?? '',
    });
    await world.form('/oauth/token', redemption(code), asWeb); // a replay
    const bearer = { authorization: `Bearer ${rotated['access_token']}` };
    assert.equal((await world.send('/oauth/userinfo', { headers: bearer })).status, 200);
    await world.send('/oauth/tokeninfo', { headers: bearer });
    await world.form('/oauth/introspect', { token: rotated['refresh_token'] ?? '' }, asWeb);
    await browser.get(
      `/oauth/logout?id_token_hint=${rotated['id_token']}&state=${keep('state', 'state-of-a-client')}`,
    );
    await world.form('/oauth/revoke', { token: rotated['refresh_token'] ?? '' }, asWeb);
    await exchange({ grant_type: 'client_credentials' });
  }

  async function exchange(fields: Fields): Promise<Record<string, string>> {
    const answer = await world.form('/oauth/token', fields, asWeb);
    assert.equal(answer.status, 200);
    const tokens = (await json(answer)) as Record<string, string>;
    for (const name of ['access_token', 'refresh_token', 'id_token']) {
      const token = tokens[name];
      if (token === undefined) continue;
      keep(name, token);
      if (token.startsWith('ey')) keep(`signature of ${name}`, token.split('.')[2]);
    }
    return tokens;
  }

  async function walkConsent(): Promise<void> {
    const browser = world.browser();
    const suspended = await browser.get(authorizationPath({ client_id: 'other' }));
    const login = suspended.headers.get('location') ?? '';
    keep('flow', new URL(login, world.origin).searchParams.get('flow'));
    const form = hiddenFields(await (await browser.get(login)).text());
    await browser.post('/login', { ...form, username: person.username, password: person.password });
    for (const [name, value] of browser.cookies) keep(`cookie ${name}`, value);
    const consent = (await browser.get(`/continue?flow=${form['flow']}`)).headers.get('location') ?? '';
    const fields = hiddenFields(await (await browser.get(consent)).text());
    const answer = await browser.post('/consent', { ...fields, action: 'approve' });
    const location = answer.headers.get('location') ?? '';
    assert.ok(location.startsWith(callback), location);
    keep('code', new URL(location).searchParams.get('code'));
  }

  async function walkDevice(browser: Browser): Promise<void> {
    const started = await json(
      await world.form('/oauth/device/code', { client_id: 'device', scope: 'read' }),
    );
    const device_code = keep('device code', started['device_code']);
    const user_code = keep('user code', started['user_code']);
    keep('user code without dash', user_code.replace('-', ''));
    const poll = () =>
      world.form('/oauth/token', { grant_type: deviceGrant, device_code, client_id: 'device' });
    await poll();
    const fields = hiddenFields(await (await browser.get(`/device?user_code=${user_code}`)).text());
    const entered = await browser.post('/device/verify', { ...fields, user_code });
    const asked = hiddenFields(await entered.text());
    const decided = await browser.post('/device/verify', { ...asked, action: 'approve' });
    assert.equal(decided.status, 200);
    const tokens = await json(await poll());
    keep('access token', tokens['access_token']);
    keep('refresh token', tokens['refresh_token']);
  }

  async function walkRegistration(): Promise<void> {
    const call = async (path: string, method: string, body?: unknown, token?: string) => {
      const headers = {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      };
      return world.send(path, {
        method,
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    };
    const metadata = { client_name: 'Own', redirect_uris: [callback] };
    const told = await json(await call('/oauth/register', 'POST', metadata));
    keep('registered secret', told['client_secret']);
    const token = keep('registration token', told['registration_access_token']);
    const path = `/oauth/register/${told['client_id']}`;
    assert.equal((await call(path, 'GET', undefined, token)).status, 200);
    const renamed = { ...metadata, client_id: told['client_id'], client_name: 'Renamed' };
    const replaced = await json(await call(path, 'PUT', renamed, token));
    const next = keep('next registration token', replaced['registration_access_token']);
    await call(path, 'GET', undefined, keep('wrong registration token', 'gct_of-somebody-else'));
    await call(path, 'PUT', { ...renamed, client_secret: keep('chosen secret', 'chosen-by-client') }, next);
    const other = await json(await call('/register', 'POST', metadata));
    keep('registered secret', other['client_secret']);
    const gone = keep('registration token', other['registration_access_token']);
    assert.equal((await call(`/register/${other['client_id']}`, 'DELETE', undefined, gone)).status, 204);
  }

  /** What administrators are told once: secrets of clients, passwords and links of people. */
  async function walkAdministration(): Promise<void> {
    const browser = await administrator();
    const asked = async (path: string, fields: Fields, shown: RegExp): Promise<string | undefined> => {
      const form = hiddenFields(await (await browser.get(path)).text());
      const answer = await (await browser.post(path, { ...form, ...fields })).text();
      return shown.exec(answer)?.[1];
    };
    const secret = await asked('/admin/clients/other/regenerate-secret', { earlier: '0' }, toldOnce);
    keep('secret told once', secret);
    const reset = `/admin/users/${person.sub}/reset-password`;
    keep('password told once', await asked(reset, { way: 'random' }, toldOnce));
    const link = await asked(reset, { way: 'link' }, /\/invite\/([\w-]{20,})/);
    keep('link told once', link);
  }

  async function administrator(): Promise<Browser> {
    const browser = world.browser();
    assert.equal((await browser.signIn(keep('password', root.password), root.username)).status, 303);
    for (const [name, value] of browser.cookies) keep(`cookie ${name}`, value);
    return browser;
  }

  /** A link that only its message knows: the mail server is away, and the message waits. */
  async function walkMail(): Promise<void> {
    const browser = world.browser();
    const form = hiddenFields(await (await browser.get('/login/forgot')).text());
    const answer = await browser.post('/login/forgot', { ...form, email: 'ada@example.com' });
    assert.ok(answer.status < 400, String(answer.status));
    const { kysely } = world.server.running.database;
    const waiting = await kysely.selectFrom('mail_message').selectAll().execute();
    assert.ok(waiting.length > 0);
    // Links of ours are told by their path: none may stand in a message as it waits
    for (const { facts, sealed_link } of waiting)
      assert.doesNotMatch(`${facts} ${sealed_link}`, /\/(?:invite|login\/forgot|address)\//);
  }

  /** Secrets at the wrong place: in queries, in headers nobody reads, at addresses nobody serves. */
  async function walkFailures(browser: Browser): Promise<void> {
    const stray = keep('stray secret', 'stray-secret-0123456789');
    await world.form(`/oauth/token?client_secret=${stray}`, { grant_type: 'client_credentials' }, asWeb);
    await world.form('/oauth/token', { grant_type: stray }, asOther);
    await world.form('/oauth/token', { grant_type: 'authorization_code', code: stray }, asWeb);
    await world.form('/oauth/introspect', { token: stray, client_id: 'web', client_secret: stray });
    await world.send(`/oauth/userinfo?access_token=${stray}`);
    await world.send('/oauth/userinfo', {
      headers: { authorization: `Bearer ${stray}`, 'x-request-id': stray },
    });
    await world.send(`/continue?flow=${stray}`);
    await browser.get(`/login?redirect=/${stray}`);
    await browser.get(`/device?user_code=${stray}`);
    await world.send('/login', {
      headers: {
        cookie: `${cookieNames(world.origin).session}=${stray}`,
        referer: `${world.origin}/?code=${stray}`,
      },
    });
    await world.send(`/nowhere?code=${stray}`);
  }

  const search = (
    texts: readonly string[],
    allowed: (name: string, text: string) => boolean = () => false,
  ): string[] => {
    const found: string[] = [];
    for (const [name, value] of secrets) {
      const hits = texts.filter((text) => text.includes(value) || text.includes(encodeURIComponent(value)));
      if (hits.some((hit) => !allowed(name, hit))) found.push(name);
    }
    return found;
  };

  it('finds none in any line of the log — security.md O-3, F-9, operations.md G-1', () => {
    assert.ok(world.server.logged.length > 30);
    assert.deepEqual(search(world.server.logged), []);
  });

  it('finds none in the metrics — operations.md D-4, operations.md M-2', async () => {
    const metrics = await (await world.send('/metrics')).text();
    assert.match(metrics, /^oauth_requests_total\{.*result="invalid_client"\} [1-9]/m);
    assert.deepEqual(search([metrics]), []);
  });

  it('finds none in any table, audit rows included — security.md T-10, protocol.md §22', async () => {
    const { kysely } = world.server.running.database;
    const tables = await kysely.introspection.getTables();
    const rows: string[] = [];
    for (const { name } of tables) {
      const all = await kysely
        .selectFrom(name as 'client')
        .selectAll()
        .execute();
      rows.push(...all.map((row) => `${name} ${JSON.stringify(row)}`));
    }
    assert.ok(rows.some((row) => row.startsWith('family ')) && rows.some((row) => row.startsWith('flow ')));
    // The request of a suspended flow is kept as it was sent: its state is the client's, not a secret of ours.
    assert.deepEqual(
      search(rows, (name, row) => name.startsWith('state') && row.startsWith('flow ')),
      [],
    );
  });

  it('finds none in what is exported — operations.md D-4, D-6', async () => {
    const browser = await administrator();
    const csv = await (await browser.get('/admin/audit/export')).text();
    assert.ok(csv.split('\r\n').length > 20);
    const json = await (await browser.get('/admin/audit/api?page_size=100')).text();
    assert.deepEqual(search([csv, json]), []);
  });

  it('accepts nothing a thief finds in the database — security.md T-10', async () => {
    const { kysely } = world.server.running.database;
    const sessions = await kysely.selectFrom('browser_session').select('hash').execute();
    for (const { hash } of sessions) {
      const answer = await world.send('/device', {
        headers: { cookie: `${cookieNames(world.origin).session}=${hash}` },
      });
      assert.equal(answer.status, 303);
    }
    const families = await kysely.selectFrom('family').select(['refresh_hash', 'rotated']).execute();
    const codes = await kysely.selectFrom('authorization_code').select('hash').execute();
    const kept = families.flatMap(({ refresh_hash, rotated }) => [
      refresh_hash,
      ...JSON.parse(rotated).flat(),
    ]);
    const found = [...kept, ...codes.map(({ hash }) => hash)].filter((value) => typeof value === 'string');
    assert.ok(found.length > 2);
    for (const value of found) {
      for (const token of [String(value), `grt_${value}`, `gac_${value}`]) {
        const asRefresh = { grant_type: 'refresh_token', refresh_token: token };
        assert.equal((await world.form('/oauth/token', asRefresh, asWeb)).status, 400);
        assert.equal((await world.form('/oauth/token', redemption(token), asWeb)).status, 400);
      }
    }
  });
});
