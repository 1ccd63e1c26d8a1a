/** Every operation of the management API, and its answers against its own description (product.md M-1 to M-3). */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { alice, bob } from '../e2e/declarations.ts';
import { addFactors, adoptDocument, connect, giveUpNotice, signUp } from '../e2e/rows.ts';
import { type Postbox, startPostbox } from '../mail/postbox.ts';
import { replying } from '../mail-server.ts';
import { until } from '../operations/program.ts';
import { accessOperations, type Item, itemsOf } from './access-operations.ts';
import { recordOperations } from './record-operations.ts';
import { type ManagementWorld, operationsOf, startManagementWorld } from './world.ts';

let world: ManagementWorld;

let post: Postbox;

before(async () => {
  post = await startPostbox();
  world = await startManagementWorld(post.environment);
});
after(async () => {
  await world.stop();
  await post.mail.stop();
});

/** What the call answers, if it does what was asked. */
async function does(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
  const reply = await world.call(method, path, body === undefined ? {} : { body });
  assert.ok(reply.status < 300, `${method} ${path}: ${reply.text}`);
  return reply.body;
}

const client = {
  client_name: 'Ledger',
  redirect_uris: ['https://ledger.example/callback'],
  grant_types: ['authorization_code', 'refresh_token'],
  scope: 'openid',
};

describe('the management API', () => {
  it('keeps people — product.md M-3, U-1, U-3, U-4, U-5', async () => {
    const made = await does('POST', '/users', {
      username: 'Dora',
      full_name: 'Dora Novak',
      email: 'dora@example.org',
      groups: ['staff'],
    });
    assert.equal(made['username'], 'dora');
    assert.equal(String(made['password']).length, 16);
    const path = `/users/${made['id']}`;
    assert.equal((await does('GET', path))['full_name'], 'Dora Novak');
    assert.equal((await does('GET', path))['password'], undefined);
    const edited = await does('PATCH', path, { full_name: null, birthdate: '1990-02-01' });
    assert.deepEqual([edited['full_name'], edited['birthdate']], [undefined, '1990-02-01']);
    assert.deepEqual(edited['groups'], ['staff']);
    assert.equal((await does('POST', `${path}/disable`))['is_active'], false);
    assert.equal((await does('POST', `${path}/enable`))['is_active'], true);
    const reset = await does('POST', `${path}/reset-password`, { to: 'link' });
    assert.match(JSON.stringify(reset['invitation']), /\/invite\//);
    await does('POST', `${path}/reset-factors`);
    const listed = itemsOf(await does('GET', '/users?search=do&role=user&status=active'));
    assert.deepEqual(
      listed.map(({ username }) => username),
      ['dora'],
    );
    await does('DELETE', path);
    assert.equal((await world.call('GET', path)).status, 404);
  });

  it('decides about people who want an account — product.md G-1, §13 sign-ups, mail.md M-7', async () => {
    const { kysely } = world.server.running.database;
    for (const [index, name] of ['zoe', 'jan', 'kim', 'lea', 'max'].entries())
      await signUp(kysely, name, 1_700_000_000 + index);
    const set = (name: string) => kysely.updateTable('sign_up').where('name', '=', name);
    await set('lea').set({ verified_at: null }).execute();
    await set('max').set({ expires_at: 1_700_000_100 }).execute();
    const { items, next_cursor: next } = await does('GET', '/sign-ups?limit=1');
    const rest = itemsOf(await does('GET', `/sign-ups?cursor=${next}`));
    assert.deepEqual(
      [...(items as Item[]), ...rest].map(({ full_name }) => full_name),
      ['zoe', 'jan', 'kim'],
    );
    for (const name of ['lea', 'max'])
      assert.equal((await world.call('POST', `/sign-ups/sign-up-${name}/approve`)).status, 404);
    const [jan, kim] = rest;
    await does('POST', `/sign-ups/${jan?.['id']}/approve`);
    await does('POST', `/sign-ups/${kim?.['id']}/decline`);
    await post.receives('jan@example.org', 'is ready');
    await post.receives('kim@example.org', 'No account');
    for (const step of ['approve', 'decline'])
      assert.equal((await world.call('POST', `/sign-ups/${jan?.['id']}/${step}`)).status, 404);
    const [made] = itemsOf(await does('GET', '/users?search=jan'));
    assert.deepEqual([made?.['email'], made?.['email_verified']], ['jan@example.org', true]);
    assert.deepEqual(itemsOf(await does('GET', '/users?search=kim')), []);
    const declined = itemsOf(await does('GET', '/audit-events?event_type=USER_SIGN_UP_DECLINED'));
    assert.deepEqual(
      declined.map(({ actor_client_id: by }) => by),
      ['robot'],
    );
  });

  it('ends what people have open — product.md M-3, T-2, §4', async () => {
    const browser = await world.signedIn(alice);
    const tokens = await world.allows(browser, 'openid read');
    const mine = `/users/${alice.sub}`;
    assert.ok(await world.isActive(tokens['access_token']));
    await does('DELETE', `${mine}/tokens`);
    assert.equal(await world.isActive(tokens['access_token']), false);
    const [allowed] = itemsOf(await does('GET', `${mine}/authorizations`));
    assert.equal(allowed?.['client_id'], 'photo-album');
    await does('DELETE', `${mine}/authorizations/${allowed?.['id']}`);
    assert.deepEqual(itemsOf(await does('GET', `${mine}/authorizations`)), []);

    await world.signedIn(alice);
    const sessions = itemsOf(await does('GET', `${mine}/sessions`));
    assert.equal(sessions.length, 2);
    await does('DELETE', `${mine}/sessions/${sessions[0]?.['id']}`);
    const [left] = itemsOf(await does('GET', '/sessions?search=alice'));
    assert.equal(left?.['username'], 'alice');
    await does('DELETE', `/sessions/${left?.['id']}`);
    assert.deepEqual(itemsOf(await does('GET', '/sessions')), []);
  });

  it('keeps clients and their secrets — product.md C-2, C-3, C-4, §13 clients', async () => {
    const made = await does('POST', '/clients', { ...client, status: 'pending' });
    assert.ok(made['client_secret']);
    const path = `/clients/${made['id']}`;
    assert.equal((await does('GET', path))['client_secret'], undefined);
    assert.equal((await does('POST', `${path}/approve`))['status'], 'active');
    assert.equal((await does('POST', `${path}/deactivate`))['status'], 'inactive');
    assert.equal((await does('POST', `${path}/activate`))['status'], 'active');
    const edited = await does('PATCH', path, { client_name: 'Ledger 2' });
    assert.deepEqual([edited['client_name'], edited['redirect_uris']], ['Ledger 2', client.redirect_uris]);
    const closed = await does('PATCH', path, { allowed_groups: ['staff'] });
    assert.deepEqual(closed['allowed_groups'], ['staff']); // product.md §8 who may use it
    assert.equal('allowed_groups' in (await does('PATCH', path, { allowed_groups: null })), false);
    const added = await does('POST', `${path}/secrets`, { label: 'next', expires_in_days: 30 });
    assert.equal((await world.call('POST', `${path}/secrets`)).status, 409);
    assert.equal(itemsOf(await does('GET', `${path}/secrets`)).length, 2);
    assert.equal('last_used_at' in (itemsOf(await does('GET', `${path}/secrets`))[1] ?? {}), false);
    await does('DELETE', `${path}/secrets/${added['id']}`);
    await does('POST', `${path}/regenerate-secret`, { earlier_end_in_days: 7 });
    const { before: ended } = await does('POST', `${path}/revoke-all`);
    assert.deepEqual(ended, { authorizations: 0, sessions: 0 });
    const found = itemsOf(await does('GET', '/clients?search=ledger&status=active'));
    assert.deepEqual(
      found.map(({ client_id }) => client_id),
      [made['client_id']],
    );
    await does('DELETE', path);
    const waiting = await does('POST', '/clients', { ...client, status: 'pending' });
    assert.equal((await does('POST', `/clients/${waiting['id']}/reject`))['status'], 'inactive');
  });

  it('lists and takes back what people allowed a client — product.md M-3', async () => {
    const browser = await world.signedIn(alice);
    await world.allows(browser, 'openid read');
    const path = '/clients/photo-album/authorizations';
    const [allowed] = itemsOf(await does('GET', path));
    assert.equal(allowed?.['user_id'], alice.sub);
    await does('DELETE', `${path}/${alice.sub}`);
    assert.deepEqual(itemsOf(await does('GET', path)), []);
  });

  it('vouches for clients that registered themselves — product.md M-3, C-5', async () => {
    const response = await fetch(`${world.server.origin}/oauth/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ redirect_uris: ['https://new.example/cb'], token_endpoint_auth_method: 'none' }),
    });
    const { client_id: id } = (await response.json()) as Record<string, string>;
    assert.equal((await does('GET', `/clients/${id}`))['source'], 'dynamic');
    assert.equal((await does('POST', `/clients/${id}/make-static`))['source'], 'administrator');
  });

  it('decides about changes of apps — product.md M-3, O-2', async () => {
    for (const decision of ['accept', 'decline']) {
      const { id } = await does('POST', '/clients', client);
      const { kysely } = world.server.running.database;
      const { settings } = await kysely
        .selectFrom('client')
        .select('settings')
        .where('id', '=', String(id))
        .executeTakeFirstOrThrow();
      const wanted = { name: 'Other', settings: JSON.parse(settings), submittedAt: 1, submittedBy: 'bob' };
      await kysely
        .updateTable('client')
        .set({ pending_change: JSON.stringify(wanted) })
        .where('id', '=', String(id))
        .execute();
      const change = await does('GET', `/clients/${id}/changes`);
      assert.equal(
        (await world.call('POST', `/clients/${id}/changes/${decision}`, { body: { id: 'x' } })).status,
        409,
      );
      const after = await does('POST', `/clients/${id}/changes/${decision}`, { id: change['id'] });
      assert.equal(after['client_name'], decision === 'accept' ? 'Other' : 'Ledger');
    }
  });

  recordOperations(() => world, does);

  it('keeps resources — product.md M-3, §13 resources', async () => {
    const uri = 'https://files.example/api';
    const made = await does('POST', '/resources', { resource: uri, name: 'Files', scopes: ['files:read'] });
    const path = `/resources/${made['id']}`;
    const edited = await does('PATCH', path, { access_token_format: 'opaque', name: null });
    assert.deepEqual([edited['name'], edited['access_token_format']], [undefined, 'opaque']);
    assert.deepEqual((await does('GET', path))['scopes'], edited['scopes']);
    assert.equal(itemsOf(await does('GET', '/resources')).length, 1);
    await does('DELETE', path);
    assert.equal((await world.call('GET', path)).status, 404);
  });

  it('tells what happened, and who did it through what — product.md §13 audit-events, G-1, operations.md D-1', async () => {
    await does('POST', '/users', { username: 'ernest' });
    const [created] = itemsOf(await does('GET', '/audit-events?event_type=USER_CREATED&limit=1'));
    assert.equal(created?.['actor_client_id'], 'robot');
    assert.equal(created?.['resource_name'], 'ernest');
    assert.deepEqual(await does('GET', `/audit-events/${created?.['id']}`), created);
    await does('GET', '/audit-events/stats');
    const { text } = await world.call('GET', '/audit-events/export?event_type=USER_CREATED');
    assert.match(text, /^Event Time,.*\r\n.*USER_CREATED/);
    const { days } = await does('GET', '/stats?days=7');
    assert.equal((days as unknown[]).length, 7);
  });

  it('sends messages, and tells what waits or was given up — mail.md M-9', async () => {
    const email = 'fred@example.org';
    const made = await does('POST', '/users', { username: 'fred', email, invite: true });
    const path = `/users/${made['id']}`;
    await post.receives(email, 'Confirm your address');
    await does('POST', `${path}/send-invitation`);
    await post.receives(email, 'Your account');
    await does('POST', `${path}/send-verification`);
    await post.receives(email, 'Confirm your address');
    post.mail.decide = () => {
      throw replying(550, 'no such mailbox');
    };
    await does('POST', `${path}/send-password-reset`);
    const failed = async () =>
      itemsOf(await does('GET', '/messages')).find(({ status }) => status === 'failed');
    await until('the message is given up', async () => (await failed()) !== undefined);
    const message = await failed();
    assert.equal(message?.['kind'], 'password_reset');
    assert.equal(message?.['user_id'], made['id']);
    assert.doesNotMatch(JSON.stringify(message), /sealed|v1\./);
    post.mail.decide = () => {};
    await does('POST', `/messages/${message?.['id']}/retry`);
    await post.receives(email, 'was reset');
    assert.equal((await world.call('POST', `/messages/${message?.['id']}/retry`)).status, 404);
    const nowhere = await does('POST', '/users', { username: 'gina', password: 'four copper kettles' });
    for (const [kind, code] of [
      ['invitation', 'has_password'],
      ['verification', 'no_address'],
      ['password-reset', 'no_address'],
    ]) {
      const refused = await world.call('POST', `/users/${nowhere['id']}/send-${kind}`);
      assert.deepEqual([refused.status, refused.body['code']], [409, code]);
    }
  });

  it('rotates and retires signing keys, but not the last one — product.md M-3, §12.3 /admin/keys, §13 keys', async () => {
    // The other one signed the token of this test
    const signing = itemsOf(await does('GET', '/keys')).find(({ signs }) => !signs?.includes('access_token'));
    assert.ok(signing);
    assert.equal(signing['standing'], 'active');
    const last = await world.call('POST', `/keys/${signing['id']}/retire`);
    assert.deepEqual([last.status, last.body['code']], [409, 'last_key']);
    const { alg } = signing;
    const [successor] = itemsOf(await does('POST', '/keys/rotate', { alg }));
    assert.deepEqual([successor?.['alg'], successor?.['standing']], [alg, 'next']);
    const again = await world.call('POST', '/keys/rotate', { body: { alg } });
    assert.deepEqual([again.status, again.body['code']], [409, 'on_its_way']);
    await does('POST', '/keys/rotate');
    assert.equal((await world.call('POST', '/keys/rotate')).status, 409);
    assert.equal((await world.call('POST', '/keys/rotate', { body: { alg: 'HS256' } })).status, 422);
    await does('POST', `/keys/${signing['id']}/retire`);
    const standings = new Map(
      itemsOf(await does('GET', '/keys')).map(({ kid, standing }) => [kid, standing]),
    );
    assert.deepEqual([standings.get(signing['kid']), standings.get(successor?.['kid'])], ['gone', 'active']);
    const published = await (await fetch(`${world.server.origin}/.well-known/jwks.json`)).text();
    assert.ok(!published.includes(String(signing['kid'])));
    assert.equal((await world.call('POST', `/keys/${signing['id']}/retire`)).status, 404);
    const [told] = itemsOf(await does('GET', '/audit-events?event_type=SIGNING_KEY_RETIRED&limit=1'));
    assert.deepEqual([told?.['actor_client_id'], told?.['resource_id']], ['robot', signing['kid']]);
    const [first, ...rest] = itemsOf(await does('GET', '/keys?limit=1'));
    const { next_cursor: next } = await does('GET', '/keys?limit=1');
    const others = itemsOf(await does('GET', `/keys?cursor=${next}`));
    assert.deepEqual([first, ...rest, ...others], itemsOf(await does('GET', '/keys')));
  });

  accessOperations(() => world, does);

  it('shows one session — product.md M-3', async () => {
    await world.signedIn(bob);
    const [session] = itemsOf(await does('GET', '/sessions?search=bob'));
    assert.deepEqual(await does('GET', `/sessions/${session?.['id']}`), session);
    assert.equal((await world.call('GET', '/sessions/none')).status, 404);
  });

  it('unlinks any account at another provider, the last way in too — product.md M-3, I-8', async () => {
    const { kysely } = world.server.running.database;
    for (const provider of ['github', 'gitlab']) await connect(kysely, provider);
    await kysely.updateTable('user_account').set({ password_hash: null }).where('id', '=', bob.sub).execute();
    const all = itemsOf(await does('GET', '/connections'));
    assert.deepEqual(
      all.map(({ username, provider, subject }) => [username, provider, subject]),
      [
        ['bob', 'github', '42'],
        ['bob', 'gitlab', '42'],
      ],
    );
    assert.ok(!JSON.stringify(all).includes('sealed'));
    const first = await does('GET', '/connections?limit=1');
    const rest = await does('GET', `/connections?cursor=${first['next_cursor']}`);
    assert.deepEqual([...itemsOf(first), ...itemsOf(rest)], all);
    assert.deepEqual(itemsOf(await does('GET', '/connections?search=bo&provider=gitlab')), [all[1]]);
    assert.deepEqual(itemsOf(await does('GET', '/connections?search=alice')), []);
    assert.deepEqual(itemsOf(await does('GET', `/users/${bob.sub}/connections`)), all);
    assert.deepEqual(await does('GET', `/connections/${all[0]?.['id']}`), all[0]);
    const foreign = await world.call('DELETE', `/users/${alice.sub}/connections/${all[0]?.['id']}`);
    assert.equal(foreign.status, 404);
    await does('DELETE', `/users/${bob.sub}/connections/${all[0]?.['id']}`);
    const once = await Promise.all(
      Array.from({ length: 20 }, () => world.call('DELETE', `/connections/${all[1]?.['id']}`)),
    );
    assert.equal(once.filter(({ status }) => status === 204).length, 1);
    const told = itemsOf(await does('GET', '/audit-events?event_type=OAUTH_CONNECTION_DELETED&search=bob'));
    assert.deepEqual(
      told.map((event) => [event['resource_name'], event['actor_client_id']]),
      [
        ['bob', 'robot'],
        ['bob', 'robot'],
      ],
    );
  });

  it('removes one second factor of several — product.md M-3, §13 users', async () => {
    const { kysely } = world.server.running.database;
    await addFactors(kysely);
    const path = `/users/${bob.sub}/factors`;
    const [app, key] = itemsOf(await does('GET', path));
    assert.deepEqual([app?.['kind'], key?.['name']], ['totp', 'Phone']);
    await does('DELETE', `${path}/${key?.['id']}`);
    assert.equal((await world.call('DELETE', `${path}/${key?.['id']}`)).status, 404);
    await does('DELETE', `${path}/totp`);
    assert.deepEqual(itemsOf(await does('GET', path)), []);
    const [removed] = itemsOf(await does('GET', '/audit-events?event_type=USER_FACTOR_REMOVED'));
    assert.equal(removed?.['resource_name'], 'bob');
  });

  it('refetches and removes client documents, and blocks domains — product.md M-3, C-5, §13 client-documents', async () => {
    const { kysely } = world.server.running.database;
    const url = 'https://tool.example/client.json';
    const { client_id: like } = await does('POST', '/clients', client);
    await adoptDocument(kysely, url, String(like));
    const [document] = itemsOf(await does('GET', '/client-documents?search=tool'));
    assert.equal(document?.['url'], url);
    await does('POST', `/client-documents/${document?.['id']}/refetch`);
    const { fresh_until_ms: fresh } = await kysely
      .selectFrom('client_document')
      .select('fresh_until_ms')
      .executeTakeFirstOrThrow();
    assert.equal(fresh, 0);
    await does('DELETE', `/client-documents/${document?.['id']}`);
    assert.deepEqual(itemsOf(await does('GET', '/client-documents')), []);
    assert.equal((await world.call('POST', `/client-documents/${document?.['id']}/refetch`)).status, 404);

    const made = await does('POST', '/blocked-domains', { domain: '*.Evil.example' });
    assert.deepEqual([made['domain'], made['source']], ['*.evil.example', 'administrator']);
    const again = await world.call('POST', '/blocked-domains', { body: { domain: '*.evil.example' } });
    assert.deepEqual([again.status, again.body['code']], [409, 'blocked']);
    assert.equal((await world.call('POST', '/blocked-domains', { body: { domain: 'no host' } })).status, 422);
    assert.deepEqual(itemsOf(await does('GET', '/blocked-domains')), [made]);
    await does('DELETE', `/blocked-domains/${made['id']}`);
    assert.equal((await world.call('DELETE', `/blocked-domains/${made['id']}`)).status, 404);
  });

  it('tells how the server does and is set, without a secret — product.md M-3, §13 stats', async () => {
    const system = await does('GET', '/system');
    assert.match(String(system['version']), /^\d+\./);
    const settings = (system['settings'] as { settings: Item[] }[]).flatMap((group) => group.settings);
    assert.equal(settings.find(({ name }) => name === 'BASE_URL')?.['value'], world.server.origin);
    await giveUpNotice(world.server.running.database.kysely);
    assert.equal((await does('POST', '/system/retry-logout-notices'))['retried'], 1);
    const again = itemsOf(await does('GET', '/audit-events?event_type=LOGOUT_NOTICES_SENT_AGAIN'));
    assert.deepEqual(again.length, 1);
  });

  it('was called whole, and describes every answer — product.md M-3', () => {
    assert.equal(world.description.openapi, '3.1.0');
    const all = operationsOf(world.description, (path) => path.startsWith('/api/v1/'));
    assert.deepEqual(all.filter((name) => !world.called.has(name)).sort(), []);
  });
});
