/** Tokens, authorizations, keys and the process, as administrators see and end them (product.md §10, §12.3). */

import { strict as assert } from 'node:assert';
import { after, before, describe, it } from 'node:test';
import { clientId, epoch } from '@grantor/protocol';
import { sql } from 'kysely';
import { pathKey } from '../../src/console/path-key.ts';
import { insertClient } from '../../src/store/clients.ts';
import { type AccountWorld, carol, confirms, pathsOn, startAccountWorld } from '../account/world.ts';
import { exampleClient } from '../administration/client-world.ts';
import { alice, bob, webApplication } from '../e2e/declarations.ts';
import { unescaped } from '../e2e/forms.ts';
import { hiddenFields, type PlainBrowser, plainBrowser } from '../e2e/plain-browser.ts';
import { giveUpNotice } from '../e2e/rows.ts';

const secret = 'orchard-river-candle-meadow-stone-42';
let world: AccountWorld;
let admin: PlainBrowser;

before(async () => {
  world = await startAccountWorld({}, { people: [carol], environment: { JWT_SECRET: secret } });
  admin = await world.signedIn(carol);
});
after(() => world.stop());

const textOf = async (path: string): Promise<string> => unescaped(await (await admin.get(path)).text());

const events = async (type: string) =>
  world.server.running.database.kysely
    .selectFrom('audit_event')
    .selectAll()
    .where('event_type', '=', type)
    .orderBy('id')
    .execute();

describe('the pages about what was handed out and what runs', () => {
  const routes = [
    '/admin/tokens',
    '/admin/tokens/lookup',
    '/admin/tokens/some/revoke',
    '/admin/tokens/some/disable',
    '/admin/tokens/some/enable',
    '/admin/authorizations',
    '/admin/keys',
    '/admin/keys/rotate',
    '/admin/keys/some/retire',
    '/admin/clients/documents',
    '/admin/clients/documents/refetch',
    '/admin/clients/documents/block',
    '/admin/clients/documents/unblock',
    '/admin/system',
    '/admin/system/retry-notices',
    '/admin/system/messages/some/send-again',
  ];

  it('are for administrators alone — security.md D-2, product.md A-1', async () => {
    const person = await world.signedIn(bob);
    const fields = hiddenFields(await (await person.get('/account')).text());
    for (const path of routes) {
      const post = await person.post(path, { ...fields, alg: 'ES256', name: 'some', token: 'some' });
      assert.ok(post.status === 405 || post.status === 403, `POST ${path}: ${post.status}`);
      assert.equal((await person.get(path)).status, 403, path);
      assert.equal((await plainBrowser(world.server).get(path)).status, 303, path);
    }
  });

  it('know nothing of what is not there — product.md A-1', async () => {
    for (const path of [
      '/admin/tokens/none/revoke',
      '/admin/keys/none/retire',
      '/admin/keys/rotate?alg=PS512',
    ])
      assert.equal((await admin.get(path)).status, 404, path);
  });
});

const actionOf = async (search: string, step: string): Promise<string> => {
  const [path] = await pathsOn(admin, `/admin/tokens?search=${search}`, new RegExp(`/${step}$`));
  assert.ok(path, `${step} of ${search}`);
  return path;
};

describe('token sessions', () => {
  it('are paused and go on, for introspection and refresh alike — product.md T-3, T-4', async () => {
    const { access_token, refresh_token } = await world.allows(
      await world.signedIn(),
      'openid offline_access',
    );
    const disable = await actionOf(alice.username, 'disable');
    const paused = await confirms(admin, disable);
    assert.equal(paused.headers.get('location'), '/admin/tokens?done=token_disabled');
    assert.equal(await world.isActive(access_token), false);
    assert.equal(await world.isActive(refresh_token), false);
    assert.equal(await world.refreshError(refresh_token), 'invalid_grant');
    assert.equal((await confirms(admin, disable)).status, 409, 'it is paused already');

    await confirms(admin, await actionOf(alice.username, 'enable'));
    assert.equal(await world.isActive(access_token), true);
    assert.equal(await world.refreshError(refresh_token), undefined);

    const revoke = await actionOf(alice.username, 'revoke');
    assert.equal((await confirms(admin, revoke)).headers.get('location'), '/admin/tokens?done=token_revoked');
    assert.equal(await world.isActive(access_token), false);
    assert.equal((await confirms(admin, revoke)).status, 409, 'it has ended already');
    for (const type of ['TOKEN_DISABLED', 'TOKEN_ENABLED', 'TOKEN_REVOKED']) {
      const rows = await events(type);
      assert.equal(rows.length, 1, type);
      assert.equal(rows[0]?.actor_username, carol.username, type);
    }
  });

  it('are found by user, client, id, kind, status and scope — product.md A-2, §12.3 /admin/tokens', async () => {
    await world.allows(await world.signedIn(bob), 'openid offline_access');
    const shows = async (query: string): Promise<boolean> =>
      (await textOf(`/admin/tokens?${query}`)).includes('/revoke"');
    const [path = ''] = await pathsOn(admin, '/admin/tokens?search=bob', /\/revoke$/);
    const id = path.split('/')[3] ?? '';
    for (const query of [
      'search=bo',
      `search=${webApplication.client_id}`,
      `search=${id}`,
      `search=bob&status=active&kind=refresh&client=${webApplication.client_id}&scope=offline_access`,
    ])
      assert.equal(await shows(query), true, query);
    for (const query of [
      'search=nobody',
      'search=bob&status=disabled',
      'search=bob&kind=access',
      'scope=none',
    ])
      assert.equal(await shows(query), false, query);
  });
});

async function looksUp(token: string): Promise<Response> {
  const fields = hiddenFields(await (await admin.get('/admin/tokens/lookup')).text());
  return admin.post('/admin/tokens/lookup', { ...fields, token });
}

describe('a token that is looked up', () => {
  it('is named and ended by its value or its jti, and its value is never shown — product.md T-3', async () => {
    const tokens = await world.allows(await world.signedIn(bob), 'openid offline_access');
    const { access_token = '', refresh_token = '' } = tokens;
    const page = await looksUp(` Bearer ${access_token} `);
    assert.equal(page.status, 200);
    const html = await page.text();
    assert.ok(html.includes(bob.username));
    assert.ok(!html.includes(access_token));
    const ofRefresh = await (await looksUp(refresh_token)).text();
    assert.ok(ofRefresh.includes(bob.username));
    assert.ok(!ofRefresh.includes(refresh_token));

    const { csrf_token = '', jti = '' } = hiddenFields(html);
    const revoked = await admin.post('/admin/tokens/lookup', { csrf_token, jti });
    assert.equal(revoked.headers.get('location'), '/admin/tokens?done=token_revoked');
    assert.equal(await world.isActive(access_token), false);
    assert.equal(await world.isActive(refresh_token), true, 'the one token alone');
    assert.equal((await admin.post('/admin/tokens/lookup', { csrf_token, jti })).status, 409);
    assert.ok(unescaped(await (await looksUp(jti)).text()).includes('Revoked'));
  });

  it('is refused when it is none of ours — product.md §12.3 /admin/tokens', async () => {
    const answer = await looksUp('no token at all');
    assert.equal(answer.status, 400);
    assert.match(await answer.text(), /no token of this server/);
    assert.equal((await looksUp('')).status, 400);
  });
});

describe('authorizations of everybody', () => {
  it('are listed, searched and taken back — product.md T-2, §12.3 /admin/authorizations', async () => {
    const { access_token } = await world.allows(await world.signedIn(), 'openid profile');
    const [path] = await pathsOn(admin, '/admin/authorizations?search=ali', /\/revoke\?/);
    assert.ok(path);
    assert.equal((await textOf('/admin/authorizations?search=nobody')).includes('/revoke?'), false);
    await confirms(admin, path);
    assert.equal(await world.isActive(access_token), false);
    assert.deepEqual(await pathsOn(admin, '/admin/authorizations?search=ali', /\/revoke\?/), []);
  });
});

const keyOf = async (alg: string) =>
  (
    await world.server.running.database.kysely
      .selectFrom('signing_key')
      .selectAll()
      .where('alg', '=', alg)
      .orderBy('activates_at')
      .execute()
  )[0] ?? assert.fail(alg);

describe('signing keys', () => {
  it('are rotated, and retired at once where another takes their place — protocol.md JW-2, security.md K-2', async () => {
    const { access_token = '' } = await world.allows(await world.signedIn(bob), 'openid');
    const { alg } = JSON.parse(Buffer.from(access_token.split('.')[0] ?? '', 'base64url').toString());
    const key = await keyOf(alg);
    const path = `/admin/keys/${pathKey(key.kid)}/retire`;
    const mistyped = await confirms(admin, path, { name: 'another' });
    assert.equal(mistyped.status, 400);
    const algorithms = async (sort: string): Promise<readonly string[]> => {
      const html = await (await admin.get(`/admin/keys?sort=${sort}`)).text();
      assert.ok(html.includes(`aria-sort="${sort.startsWith('-') ? 'descending' : 'ascending'}"`), sort);
      return [...html.matchAll(/<th scope="row">.*?<span>([A-Za-z0-9]+)<\/span>/g)].map(
        ([, name = '']) => name,
      );
    };
    const ascending = await algorithms('algorithm');
    assert.ok(ascending.length > 1, 'product.md A-2');
    assert.deepEqual(ascending, ascending.toSorted());
    assert.deepEqual(await algorithms('-algorithm'), ascending.toReversed());

    const alone = await confirms(admin, path, { name: key.kid });
    assert.equal(alone.status, 409);
    assert.match(await alone.text(), /Rotate first/);
    assert.equal(await world.isActive(access_token), true);

    const rotates = async (): Promise<Response> => {
      const page = await admin.get(`/admin/keys/rotate?alg=${alg}`);
      return admin.post('/admin/keys/rotate', hiddenFields(await page.text()));
    };
    assert.equal((await rotates()).headers.get('location'), '/admin/keys?done=key_rotated');
    assert.equal((await rotates()).status, 409, 'one is on its way');
    assert.equal(await world.isActive(access_token), true, 'the old key verifies');

    const retired = await confirms(admin, path, { name: key.kid });
    assert.equal(retired.headers.get('location'), '/admin/keys?done=key_retired');
    assert.equal(await world.isActive(access_token), false);
    const jwks = await (await fetch(`${world.server.origin}/.well-known/jwks.json`)).text();
    assert.ok(!jwks.includes(key.kid));
    assert.equal((await admin.get(path)).status, 404);
    const after = await world.allows(await world.signedIn(bob), 'openid');
    assert.equal(await world.isActive(after['access_token']), true, 'the successor signs at once');
    for (const [type, kid] of [
      ['SIGNING_KEY_ROTATED', null],
      ['SIGNING_KEY_RETIRED', key.kid],
    ] as const) {
      const rows = (await events(type)).filter(({ actor_username }) => actor_username === carol.username);
      assert.equal(rows.length, 1, type);
      if (kid !== null) assert.equal(rows[0]?.resource_id, kid);
    }
    const found = await (await admin.get(`/admin/audit?search=${key.kid}`)).text();
    for (const label of ['Signing key added', 'Signing key retired']) assert.ok(found.includes(label), label);
  });
});

describe('the system', () => {
  it('shows its settings and where they are from, never a secret — product.md §12.3 /admin/system, security.md D-3', async () => {
    const html = await textOf('/admin/system');
    assert.ok(html.includes(world.server.origin));
    assert.match(html, /BASE_URL[\s\S]{0,200}Set</);
    assert.match(html, /JWT_SECRET/);
    assert.ok(!html.includes(secret));
    assert.match(html, /JWT_SECRET[\s\S]{0,200}Set, not shown/);
  });

  it('sends logout notices again that were given up — protocol.md LO-3', async () => {
    const { database } = world.server.running;
    await giveUpNotice(database.kysely);
    assert.match(await textOf('/admin'), /could not be delivered/);
    assert.match(await textOf('/admin/system'), /127\.0\.0\.1:1/);
    const retried = await admin.post(
      '/admin/system/retry-notices',
      hiddenFields(await (await admin.get('/admin/system')).text()),
    );
    assert.equal(retried.headers.get('location'), '/admin/system?done=notices_retried');
    const row = await database.kysely
      .selectFrom('logout_notice')
      .selectAll()
      .where('id', '=', 'given-up')
      .executeTakeFirstOrThrow();
    assert.equal(row.failed_at, null);
  });
});

describe('client documents', () => {
  const url = 'https://agent.example/client.json';
  const authorization = async (): Promise<string> =>
    (
      await fetch(`${world.server.origin}/oauth/authorize?client_id=${encodeURIComponent(url)}`, {
        headers: { accept: 'text/html' },
      })
    ).text();
  const posts = async (step: string, fields: Readonly<Record<string, string>>): Promise<Response> => {
    const { csrf_token = '' } = hiddenFields(await (await admin.get('/admin/clients/documents')).text());
    return admin.post(`/admin/clients/documents/${step}`, { csrf_token, ...fields });
  };

  it('of a blocked domain are not read from that moment on, until it is admitted — product.md C-5, clients.md §5', async () => {
    assert.match(await (await posts('block', { domain: 'no domain' })).text(), /This is no domain/);
    const blocked = await posts('block', { domain: ' Agent.example ' });
    assert.equal(blocked.headers.get('location'), '/admin/clients/documents?done=domain_blocked');
    assert.match(await authorization(), /does not admit|not accept|does not use|blocked/i);
    assert.match(await (await posts('block', { domain: 'agent.example' })).text(), /blocked already/);
    const admitted = await posts('unblock', { domain: 'agent.example' });
    assert.equal(admitted.headers.get('location'), '/admin/clients/documents?done=domain_unblocked');
    assert.equal((await textOf('/admin/clients/documents')).includes('<code>agent.example</code>'), false);
    const told = (await events('POLICY_CHANGED')).filter(
      ({ resource_id }) => resource_id === 'agent.example',
    );
    assert.deepEqual(
      told.map(({ details }) => JSON.parse(details).fields[0]),
      ['client_documents_blocked', 'client_documents_admitted'],
    );
  });

  it('are listed with their faults, and fetched anew on demand — product.md C-5, §12.3 /admin/clients/documents', async () => {
    const { kysely } = world.server.running.database;
    await kysely
      .insertInto('client_document')
      .values({
        ...{ url, text: '{}', origin: 'live', etag: null, fresh_until_ms: 9e12, withdrawn_at_ms: null },
        ...{ fetched_at_ms: 1000, failed_at_ms: 2000, failure: 'unreachable' },
      })
      .execute();
    assert.match(await textOf('/admin/clients/documents?search=agent'), /Could not be fetched/);
    const said = { id: clientId(url), source: 'document', name: 'Agent' } as const;
    await insertClient(kysely, exampleClient(said), { ownerId: null, createdBy: 'x', at: epoch(1) });
    await kysely.updateTable('client_document').set({ text: '{"a":"<b>"}' }).where('url', '=', url).execute();
    const shown = await textOf(`/admin/clients/${pathKey(url)}`);
    assert.ok(shown.includes('{"a":"&lt;b&gt;"}') && shown.includes('Could not be fetched'));
    const asked = await posts('refetch', { url });
    assert.equal(asked.headers.get('location'), '/admin/clients/documents?done=document_refetched');
    const row = await kysely
      .selectFrom('client_document')
      .selectAll()
      .where('url', '=', url)
      .executeTakeFirst();
    assert.equal(row?.fresh_until_ms, 0);
    assert.equal((await posts('refetch', { url: `${url}2` })).status, 404);
  });
});

describe('the dashboard', () => {
  it('says what waits for a decision, and what needs somebody — product.md A-9, A-10', async () => {
    const { kysely } = world.server.running.database;
    assert.match(await textOf('/admin'), /An administrator has no second factor/);
    assert.equal((await textOf('/admin')).includes('class="pending"'), false);
    await kysely
      .updateTable('client')
      .set({ status: 'pending' })
      .where('id', '=', webApplication.client_id)
      .execute();
    assert.match(await textOf('/admin/keys'), /class="pending">1</);
    await fetch(`${world.server.origin}/livez`, { headers: { 'x-forwarded-for': '192.0.2.1' } });
    assert.match(await textOf('/admin'), /TRUSTED_PROXIES does not name it/);
    await kysely
      .updateTable('client')
      .set(({ ref }) => ({
        status: 'active',
        settings: sql<string>`'{"pkceRequired":false,' || substr(${ref('settings')}, 2)`,
      }))
      .where('id', '=', webApplication.client_id)
      .execute();
    assert.match(await textOf('/admin'), /exempt from PKCE/);
  });
});
