import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { asWeb, authorizationPath, callback, type Fields, json, startWorld, type World } from './world.ts';

const text = (length: number): string => 'a'.repeat(length);

describe('limits of protocol.md §1', () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  after(() => world.server.stop());

  const described = 'A parameter exceeds its limit.';
  /** The description of the error a form gets: over the limit it has a text of its own. */
  const errorOf = async (path: string, fields: Fields, headers = {}) => {
    const answer = await world.form(path, fields, headers);
    return (await json(answer)) as { error: string; error_description: string };
  };

  const posted: readonly [string, string, number, string, Fields][] = [
    ['client_id', '/oauth/token', 2048, 'invalid_request', { grant_type: 'client_credentials' }],
    [
      'redirect_uri',
      '/oauth/token',
      2048,
      'invalid_request',
      { grant_type: 'authorization_code', code: 'gac_x' },
    ],
    ['code', '/oauth/token', 512, 'invalid_request', { grant_type: 'authorization_code' }],
    [
      'code_verifier',
      '/oauth/token',
      1024,
      'invalid_request',
      { grant_type: 'authorization_code', code: 'gac_x' },
    ],
    ['refresh_token', '/oauth/token', 512, 'invalid_request', { grant_type: 'refresh_token' }],
    [
      'device_code',
      '/oauth/token',
      512,
      'invalid_request',
      { grant_type: 'urn:ietf:params:oauth:grant-type:device_code' },
    ],
    ['scope', '/oauth/token', 4096, 'invalid_scope', { grant_type: 'client_credentials' }],
    ['resource', '/oauth/token', 2048, 'invalid_target', { grant_type: 'client_credentials' }],
    ['grant_type', '/oauth/token', 1024, 'invalid_request', {}],
    ['token', '/oauth/introspect', 16_384, 'invalid_request', {}],
    ['token', '/oauth/revoke', 16_384, 'invalid_request', {}],
    ['token_type_hint', '/oauth/revoke', 1024, 'invalid_request', { token: 'x' }],
    ['scope', '/oauth/device/code', 4096, 'invalid_scope', {}],
    ['resource', '/oauth/device/code', 2048, 'invalid_target', {}],
  ];
  for (const [name, path, limit, code, fields] of posted) {
    it(`takes a ${name} of ${limit} characters at ${path} and no more — protocol.md §1 value over its limit, security.md I-3`, async () => {
      const kept = name === 'resource' ? `https://a.example/${text(limit - 18)}` : text(limit);
      const within = await world.form(path, { ...fields, [name]: kept }, name === 'client_id' ? {} : asWeb);
      assert.ok(within.status < 500);
      assert.ok(!(await within.text()).includes(described));
      const over = await errorOf(path, { ...fields, [name]: `${kept}a` }, name === 'client_id' ? {} : asWeb);
      assert.deepEqual([over.error, over.error_description], [code, described]);
    });
  }

  const asked: readonly [string, number, string][] = [
    ['nonce', 1024, 'invalid_request'],
    ['login_hint', 320, 'invalid_request'],
    ['claims', 8192, 'invalid_request'],
    ['id_token_hint', 16_384, 'invalid_request'],
    ['state', 4096, 'invalid_request'],
    ['scope', 4096, 'invalid_scope'],
    ['resource', 2048, 'invalid_target'],
    ['acr_values', 1024, 'invalid_request'],
    ['ui_locales', 1024, 'invalid_request'],
  ];
  const errorLocation = async (more: Fields): Promise<URLSearchParams> => {
    const answer = await world.send(authorizationPath(more));
    assert.equal(answer.status, 303);
    return new URL(answer.headers.get('location') ?? '', world.origin).searchParams;
  };
  for (const [name, limit, code] of asked) {
    it(`takes a ${name} of ${limit} characters at authorization and no more — protocol.md §1 value over its limit`, async () => {
      const within = await errorLocation({ [name]: text(limit) });
      assert.notEqual(within.get('error_description'), described);
      const over = await errorLocation({ [name]: text(limit + 1) });
      assert.deepEqual([over.get('error'), over.get('error_description')], [code, described]);
      // A too long state is echoed all the same.
      assert.equal(over.get('state'), name === 'state' ? text(limit + 1) : 's');
    });
  }

  it('answers a client_id or redirect_uri over 2048 characters with a page — protocol.md §1 value over its limit, AZ-1', async () => {
    for (const more of [{ client_id: text(2049) }, { redirect_uri: `${callback}?${text(2049)}` }]) {
      const answer = await world.send(authorizationPath(more), { headers: { accept: 'text/html' } });
      assert.equal(answer.status, 400);
      assert.equal(answer.headers.get('location'), null);
      assert.ok(!(await answer.text()).includes(text(100)));
    }
  });

  it('takes 100 scope values and no more — protocol.md §1 value over its limit', async () => {
    const values = (count: number) => Array.from({ length: count }, (_, index) => `s${index}`).join(' ');
    const unknown = { grant_type: 'client_credentials', scope: `read ${values(99)}` };
    assert.equal((await world.form('/oauth/token', unknown, asWeb)).status, 400); // unknown scopes of a machine
    const ninetyNine = await world.send(authorizationPath({ scope: `openid ${values(99)}` }));
    assert.match(ninetyNine.headers.get('location') ?? '', /^\/login/);
    const hundredAndOne = await errorLocation({ scope: `openid ${values(100)}` });
    assert.equal(hundredAndOne.get('error'), 'invalid_scope');
  });

  it('takes ten resources and no more — protocol.md §1 value over its limit', async () => {
    const ask = async (count: number): Promise<string> => {
      const body = new URLSearchParams({ grant_type: 'client_credentials', scope: 'read' });
      for (let index = 0; index < count; index++) body.append('resource', 'https://api.example/v1');
      const answer = await world.send('/oauth/token', { method: 'POST', headers: asWeb, body });
      return String((await json(answer))['error'] ?? 'none');
    };
    assert.deepEqual([await ask(10), await ask(11)], ['none', 'invalid_target']);
  });

  it('takes a body of 64 KiB and no more, declared or not — protocol.md §1 body > 64 KiB', async () => {
    const send = async (length: number, headers: Fields): Promise<number> => {
      const start = 'grant_type=client_credentials&x=';
      const body = start + text(length - start.length);
      const form = { 'content-type': 'application/x-www-form-urlencoded', ...asWeb, ...headers };
      return (await world.send('/oauth/token', { method: 'POST', headers: form, body })).status;
    };
    assert.deepEqual([await send(65_536, {}), await send(65_537, {})], [200, 413]);
    assert.deepEqual(
      [await send(65_536, { 'content-length': '65536' }), await send(65_537, { 'content-length': '65537' })],
      [200, 413],
    );
  });

  it('refuses control characters in every field before storage — security.md I-2', async () => {
    for (const [name, path, , , fields] of posted) {
      for (const bad of ['\0', 'a\u001fb', '\u007f', '\n']) {
        const { error } = await errorOf(path, { ...fields, [name]: bad }, asWeb);
        assert.equal(error, 'invalid_request', `${name} at ${path}`);
      }
    }
  });

  it('refuses a credential in the query of a POST — RFC 6749 §2.3.1', async () => {
    for (const name of [
      'client_secret',
      'client_assertion',
      'code',
      'refresh_token',
      'token',
      'device_code',
    ]) {
      for (const path of ['/oauth/token', '/oauth/introspect', '/oauth/revoke', '/oauth/device/code']) {
        const fields = { grant_type: 'client_credentials', token: 'x' };
        const { error } = await errorOf(`${path}?${name}=x`, fields, asWeb);
        assert.equal(error, 'invalid_request', `${name} at ${path}`);
      }
    }
  });

  it('reads the queries of its own pages as strictly — protocol.md §1 known parameter repeated, security.md I-1, I-2', async () => {
    const bad = [
      'user_code=%00',
      'user_code=a%0ab',
      'user_code=%zz',
      'user_code=%c3%28',
      'user_code=a&user_code=b',
    ];
    for (const query of bad) {
      const answer = await world.send(`/device?${query}`, { headers: { accept: 'text/html' } });
      assert.deepEqual([answer.status, answer.headers.get('location')], [400, null], query);
    }
  });
});
