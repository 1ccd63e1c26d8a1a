/**
 * What the pages of the console ask of the database (product.md §17): as many statements however much it holds, and
 * none that reads a table that grows from one end to the other. Counted and explained, never timed.
 */

import { strict as assert } from 'node:assert';
import { join } from 'node:path';
import { DatabaseSync, StatementSync } from 'node:sqlite';
import { after, before, describe, it, mock } from 'node:test';
import pg from 'pg';
import { accountRoutes, requestRoutes } from '../../src/app/account-routes.ts';
import { auditRoutes } from '../../src/app/audit-routes.ts';
import { clientRoutes } from '../../src/app/client-routes.ts';
import { factorPages } from '../../src/app/factor-routes.ts';
import { mountsFor } from '../../src/app/page-mounts.ts';
import { peopleRoutes } from '../../src/app/people-routes.ts';
import { policyRoutes } from '../../src/app/policy-routes.ts';
import { upkeepRoutes } from '../../src/app/upkeep-routes.ts';
import { idIn } from '../../src/http/routes.ts';
import type { Site } from '../../src/site/site.ts';
import { carol } from '../account/world.ts';
import { type PlainBrowser, plainBrowser, signedInPlainly, signInPlainly } from '../e2e/plain-browser.ts';
import { postgresDatabase } from '../postgres.ts';
import { startTestServer } from '../running-server.ts';
import { type Busiest, fillingStatements, type Sizes } from './large-database.ts';
import { pageAddresses, served } from './page-addresses.ts';

const small: Sizes = { users: 60, clients: 60, tokens: 600, auditRows: 600 };
const larger: Sizes = { users: 300, clients: 300, tokens: 6_000, auditRows: 6_000 };

/** Who looks at everything, and has the most of it. */
export const busiest: Busiest = { userId: carol.sub, username: carol.username, clientId: 'photo-album' };

const bootstrap = {
  users: [carol],
  clients: [
    {
      ...{ client_id: busiest.clientId, token_endpoint_auth_method: 'none' },
      ...{ redirect_uris: ['https://client.example/cb'], scope: 'openid profile' },
    },
  ],
};

type Look = { readonly status: number; readonly reads: readonly string[]; readonly links: readonly string[] };
type Filled = {
  look(address: string): Promise<Look>;
  explain(sql: string): readonly string[];
  stop(): Promise<void>;
};

async function filled(sizes: Sizes): Promise<Filled> {
  const server = await startTestServer({ bootstrap, environment: served });
  const file = new DatabaseSync(join(server.folder, 'data', 'grantor.db'), { timeout: 10_000 });
  file.exec('begin immediate');
  for (const statement of fillingStatements(sizes, busiest, Math.floor(Date.now() / 1000)))
    file.exec(statement);
  file.exec('commit');
  await signedInPlainly(server, carol); // another browser, to be ended
  const browser = await signedInPlainly(server, carol);
  return {
    look: (address) => looked(browser, address),
    explain: (text) =>
      file
        .prepare(`explain query plan ${text}`)
        .all()
        .map((row) => String(row['detail'])),
    async stop() {
      file.close();
      await server.stop();
    },
  };
}

/** What SQLite was asked since the last look, with its values. */
const asked: string[] = [];

const { all } = StatementSync.prototype;
mock.method(
  StatementSync.prototype,
  'all',
  function (this: StatementSync, ...values: Parameters<typeof all>) {
    const rows = all.apply(this, values);
    asked.push(this.expandedSQL);
    return rows;
  },
);

/**
 * The least of a few looks, when what is cached is there: upkeep may fall between two. Writes are none of the page's
 * answer, and batches come when they come.
 */
async function looked(browser: PlainBrowser, address: string): Promise<Look> {
  await (await browser.get(address)).text();
  const looks: Look[] = [];
  for (let time = 0; time < 3; time++) {
    asked.length = 0;
    const answer = await browser.get(address);
    const text = await answer.text();
    looks.push({
      status: answer.status,
      reads: asked.filter((sql) => /^(select|with)\b/i.test(sql)),
      links: [...text.matchAll(/(?:href|action)="([^"?]*)/g)].map(([, link = '']) => link),
    });
  }
  const [least] = looks.sort((one, other) => one.reads.length - other.reads.length);
  assert.ok(least !== undefined);
  return least;
}

/** All but what is made by hand, or kept small whatever strangers do (operations.md X-2): clients and resources. */
const growing = [
  ...['user_account', 'browser_session', 'family', 'opaque_token', 'revoked_token', 'consent', 'audit_event'],
  ...[
    'device_code',
    'authorization_code',
    'flow',
    'daily_person',
    'mail_message',
    'logout_notice',
    'passkey',
  ],
  ...['backchannel_notice', 'foreign_subject', 'managed_grant', 'pushed_request', 'seen_proof'],
  ...[
    'totp_factor',
    'recovery_code',
    'connection',
    'session_client',
    'password_link',
    'mail_link',
    'daily_count',
  ],
];

/** Every row of a table, and not along an index, where a limit ends it. */
const wholeTable = new RegExp(`^SCAN (?:${growing.join('|')})(?! USING)`);

/** Questions about a thing that the filled database has none of: each reads it by its key. And what leads on only. */
const aboutOneThing = [
  '/',
  ...['/admin/clients/{id}/delete-secret', '/admin/keys/rotate', '/admin/keys/{id}/retire'],
  ...['/account/connections/{id}/link', '/account/connections/{id}/delete', '/.well-known/change-password'],
  ...['/account/factors/totp/remove', '/account/factors/passkeys', '/account/factors/recovery-codes'],
  ...['/account/factors/passkeys/{id}/rename', '/account/factors/passkeys/{id}/delete'],
  ...['/account/requests/{id}', '/account/authorizations/grants/{id}/revoke'],
  ...['/account/sessions/{id}/enable', '/account/profile/notices', '/account/profile/confirm-address'],
  ...['/account/profile/send-verification', '/admin/connections/{id}/delete'],
  ...['/admin/users/sign-ups/{id}/approve', '/admin/users/sign-ups/{id}/decline'],
  ...['/admin/users/{id}/connections/{id}/delete'],
  ...['on', 'off', 'request', 'start', 'callback', 'token', 'answer', 'revoke'].map(
    (step) => `/admin/clients/{id}/try/${step}`,
  ),
];

describe('the pages of the console', () => {
  const databases: Filled[] = [];
  const addresses = pageAddresses(busiest);
  let looks: ReadonlyMap<string, readonly Look[]>;

  before(async () => {
    databases.push(await filled(small), await filled(larger));
    const found = new Map<string, readonly Look[]>();
    for (const address of Object.values(addresses).flat()) {
      const both: Look[] = [];
      for (const database of databases) both.push(await database.look(address));
      found.set(address, both);
    }
    looks = found;
  });
  after(async () => {
    for (const database of databases) await database.stop();
  });

  it('are all looked at: each is named here, or linked from one that is — product.md §17', () => {
    const links = new Set([...looks.values()].flat().flatMap((look) => look.links));
    const unseen = consolePages()
      .filter((path) => !(path in addresses) && !aboutOneThing.includes(path))
      .filter((path) => ![...links].some((link) => idIn(link, path) !== null));
    for (const [address, [first, second]] of looks) {
      assert.ok(
        first?.status === 200 && second?.status === 200,
        `${address}: ${first?.status} ${second?.status}`,
      );
    }
    assert.deepEqual(unseen, []);
  });

  it('ask the database as often, however much it holds — product.md §17', () => {
    for (const [address, [first, second]] of looks)
      assert.ok((second?.reads.length ?? 0) <= mostOf(address, first?.reads.length ?? 0), address);
  });

  it('read no table that grows from one end to the other — product.md §17', () => {
    const [, large] = databases;
    const wrong = new Map<string, string>();
    let explained = 0;
    for (const [address, [, look]] of looks) {
      for (const text of look?.reads ?? []) {
        explained += 1;
        if (large?.explain(text).some((step) => wholeTable.test(step))) wrong.set(text, address);
      }
    }
    assert.deepEqual(wrong, new Map());
    assert.ok(explained > 500);
  });
});

describe('the list of clients', () => {
  it('puts no more of them in order than it shows — product.md §17', async () => {
    const database = await filled(larger);
    const { reads } = await database.look('/admin/clients');
    const { reads: ofOneSource } = await database.look('/admin/clients?source=dynamic');
    const plans = [...reads, ...ofOneSource].flatMap((text) => database.explain(text));
    await database.stop();
    assert.ok(plans.some((step) => step.includes('client_by_age')));
    assert.ok(plans.some((step) => step.includes('client_by_source')));
    assert.deepEqual(
      plans.filter((step) => step.includes('TEMP B-TREE')),
      [],
    );
  });
});

describe('the pages of the console on PostgreSQL', () => {
  it('answer, looked at in every way — product.md §17', async () => {
    const { dsn, close } = await postgresDatabase();
    const environment = { ...served, DATABASE_DRIVER: 'postgres', DATABASE_DSN: dsn };
    const server = await startTestServer({ bootstrap, environment });
    const client = new pg.Client({ connectionString: dsn });
    await client.connect();
    for (const statement of fillingStatements(small, busiest, Math.floor(Date.now() / 1000)))
      await client.query(statement);
    await client.end();
    const browser = plainBrowser(server);
    await signInPlainly(browser, carol);
    const wrong: string[] = [];
    for (const address of Object.values(pageAddresses(busiest)).flat()) {
      const answer = await browser.get(address);
      await answer.text();
      if (answer.status !== 200) wrong.push(`${address}: ${answer.status}`);
    }
    await server.stop();
    await close();
    assert.deepEqual(wrong, []);
  });
});

/** A search may mean up to twenty clients, and asks for each of them (store/meant.ts). */
const mostOf = (address: string, earlier: number): number =>
  address.includes('search=') ? Math.max(earlier, 60) : Math.min(earlier, 20);

/** The patterns of what can be looked at. */
function consolePages(): readonly string[] {
  const mounts = mountsFor({} as Site);
  const routes = [
    ...[...accountRoutes(mounts), ...auditRoutes(mounts), ...peopleRoutes(mounts)],
    ...[...clientRoutes(mounts), ...policyRoutes(mounts), ...upkeepRoutes(mounts)],
    ...[...factorPages(mounts), ...requestRoutes(mounts)],
  ];
  return routes.flatMap((route) => (route.get === undefined ? [] : route.paths.slice(0, 1)));
}
