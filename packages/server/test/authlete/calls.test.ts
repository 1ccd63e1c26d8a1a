import assert from 'node:assert/strict';
import { readFile, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it } from 'node:test';
import * as authlete from '@grantor/protocol/authlete';
import { apiToken, type FrontEndWorld, startFrontEndWorld } from './world.ts';

let world: FrontEndWorld;
before(async () => {
  world = await startFrontEndWorld({ ENABLE_RATE_LIMIT: 'false' });
});
after(() => world.server.stop());

describe('calls of front-ends', () => {
  it('need the token, the number of the service and an operation that there is — federation-vci-authlete.md ATL-1', async () => {
    const { origin } = world.server;
    const refusals = [
      [401, 'service/get', { headers: { authorization: 'Bearer wrong' } }],
      [401, 'service/get', { headers: { authorization: '' } }],
      [404, '../2/service/get', {}],
      [404, 'no/such/operation', {}],
      [404, 'auth/token', {}],
      [
        400,
        'auth/authorization',
        { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } },
      ],
      [
        400,
        'auth/authorization',
        { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } },
      ],
      [
        400,
        'auth/authorization',
        { method: 'POST', body: '{"parameters":7}', headers: { 'content-type': 'application/json' } },
      ],
    ] as const;
    for (const [status, operation, init] of refusals) {
      const answer = await world.call(operation, undefined, { method: 'GET', body: null, ...init });
      assert.equal(answer.status, status, operation);
      assert.match(String(answer.body['resultMessage']), new RegExp(`^\\[${answer.body['resultCode']}\\] `));
      assert.equal(answer.body['action'], undefined);
    }
    const without = await fetch(`${origin}/api/auth/authorization`, {
      headers: { authorization: `Bearer ${apiToken}` },
    });
    assert.equal(((await without.json()) as Record<string, unknown>)['error'], 'not_found');
  });

  it('may be forms, and say nothing by null and zero — federation-vci-authlete.md ATL-2, ATL-3', async () => {
    const { parameters } = world.request();
    const form = await world.call('auth/authorization', undefined, {
      body: new URLSearchParams({ parameters }),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    const { ticket } = form.body;
    assert.equal(form.body['action'], 'INTERACTION');
    assert.equal(form.headers.get('content-type'), 'application/json');
    const issued = await world.call('auth/authorization/issue', {
      ...{
        ticket,
        subject: '1001',
        sub: null,
        authTime: 0,
        acr: null,
        claims: null,
        scopes: null,
        unknown: [1],
      },
    });
    assert.equal(issued.body['action'], 'LOCATION');
    assert.equal(Object.values(issued.body).includes(null), false);
  });

  it('are answered by words of the contract alone', async () => {
    const given = {
      ticket: 'none',
      subject: 's',
      reason: 'DENIED',
      info: {},
      parameters: 'x=y',
      token: 't',
      accessToken: 't',
    };
    const further = {
      ...{ grantType: 'CLIENT_CREDENTIALS', userCode: 'x', result: 'ACCESS_DENIED' },
      ...{ credentialConfigurationIds: ['x'], identifier: 'x', entityConfiguration: 'x' },
      ...{ requestContent: '{}', order: {} },
    };
    const all = { ...given, ...further, json: '{}', clientId: '4711', gmAction: 'QUERY', grantId: 'g' };
    const operations = Object.entries(authlete.operations) as [string, authlete.Operation][];
    let asked = 0;
    for (const [name, { actions, reply }] of operations) {
      if (actions === 'status') continue;
      const own = name.startsWith('backchannel/') ? { ...all, reason: 'ACCESS_DENIED' } : all;
      const { status, body } = await world.call(name, own);
      if (status === 404) continue;
      asked += 1;
      assert.equal(status, 200, name);
      assert.ok(String(body['action']) in actions, `${name}: ${body['action']}`);
      const members = { ...authlete.envelope, ...reply };
      assert.deepEqual(
        Object.keys(body).filter((member) => !(member in members)),
        [],
        name,
      );
    }
    assert.ok(asked >= 20, String(asked));
  });

  it('are told of, with their result, and never with what they were given — federation-vci-authlete.md ATL-27', async () => {
    const other = await startFrontEndWorld();
    await other.call('auth/introspection', { token: 'a-secret-token-of-a-client' });
    const stranger = { authorization: 'Bearer stranger' };
    await other.call('service/get', undefined, { method: 'GET', headers: stranger });
    await other.server.running.stop();
    const database = new DatabaseSync(join(other.server.folder, 'data', 'grantor.db'), { readOnly: true });
    const rows = database
      .prepare(
        `select details, request_path from audit_event
          where event_type in ('FRONT_END_CALL', 'ACCESS_DENIED') order by details`,
      )
      .all()
      .map(({ details, request_path: path }) => ({
        ...JSON.parse(String(details)),
        path: String(path).replace(/^\/api\/\d+\//, ''),
      }));
    database.close();
    await rm(other.server.folder, { recursive: true, force: true });
    assert.deepEqual(rows, [
      { count: 1, cause: 'front_end', path: 'service/get' },
      { operation: 'auth/introspection', result: 'A902002', path: 'auth/introspection' },
    ]);
  });
});

describe('the token of the API', () => {
  it('is made once where none is given, for its owner alone — federation-vci-authlete.md ATL-20', async () => {
    const other = await startFrontEndWorld({ AUTHLETE_API_TOKEN: '' });
    try {
      const file = join(other.server.folder, 'data', 'authlete-api-token');
      assert.equal((await stat(file)).mode & 0o777, 0o600);
      const generated = (await readFile(file, 'utf8')).trim();
      const asked = (token: string) =>
        other.call('service/get', undefined, {
          method: 'GET',
          headers: { authorization: `Bearer ${token}` },
        });
      assert.equal((await asked(generated)).status, 200);
      assert.equal((await asked(apiToken)).status, 401);
    } finally {
      await other.server.stop();
    }
  });

  it('may be one of several, and of a service of another number', async () => {
    const second = 'another-token-of-these-front-ends';
    const other = await startFrontEndWorld({
      ...{ AUTHLETE_API_TOKEN: `${apiToken},${second}`, AUTHLETE_SERVICE_ID: '4711' },
    });
    try {
      for (const token of [apiToken, second]) {
        const headers = { authorization: `Bearer ${token}` };
        const answer = await fetch(`${other.server.origin}/api/4711/service/get`, { headers });
        assert.equal(((await answer.json()) as Record<string, unknown>)['number'], 4711);
      }
    } finally {
      await other.server.stop();
    }
  });

  it('is not guessed: failures are counted against their address', async () => {
    const other = await startFrontEndWorld({ DEFAULT_RATE_LIMIT: '3' });
    try {
      const guess = async () =>
        (
          await other.call('service/get', undefined, {
            method: 'GET',
            headers: { authorization: 'Bearer guessed' },
          })
        ).status;
      const statuses = [await guess(), await guess(), await guess(), await guess()];
      assert.deepEqual(statuses, [401, 401, 401, 429]);
    } finally {
      await other.server.stop();
    }
  });
});

describe('where the API is', () => {
  it('nowhere, unless it is switched on', async () => {
    const other = await startFrontEndWorld({ ENABLE_AUTHLETE_API: 'false' });
    try {
      const answer = await other.call('service/get', undefined, { method: 'GET' });
      assert.deepEqual([answer.status, answer.body['error']], [404, 'not_found']);
    } finally {
      await other.server.stop();
    }
  });

  it('at an address of its own alone, where it has one', async () => {
    const port = await new Promise<number>((resolve) => {
      const probe = createServer().listen(0, '127.0.0.1', () => {
        const { port: free } = probe.address() as { port: number };
        probe.close(() => resolve(free));
      });
    });
    const other = await startFrontEndWorld({ AUTHLETE_API_ADDR: `127.0.0.1:${port}` });
    try {
      const headers = { authorization: `Bearer ${apiToken}` };
      assert.equal((await fetch(`${other.server.origin}/api/1/service/get`, { headers })).status, 404);
      assert.equal((await fetch(`http://127.0.0.1:${port}/api/1/service/get`, { headers })).status, 200);
      assert.equal((await fetch(`http://127.0.0.1:${port}/login`)).status, 404);
    } finally {
      await other.server.stop();
    }
  });

  it('not for whoever comes in the clear from another machine', async () => {
    const { app } = world.server.running;
    const request = new Request(`${world.server.origin}/api/1/service/get`, {
      headers: { authorization: `Bearer ${apiToken}` },
    });
    assert.equal((await app.fetch(request.clone(), { address: '192.0.2.7' })).status, 403);
    assert.equal((await app.fetch(request, { address: '::1' })).status, 200);
  });
});
