import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clientId, type Instant } from '@grantor/protocol';
import { unregisteredResource } from '../../src/index.ts';
import { exampleAccount, exampleClient, examplePublicClient, postForm } from '../../src/testing/index.ts';
import { createWorld, expectOk, json, liveReads, signIn, type World, webAuthorization } from '../support.ts';
import { ask, originalAt } from './support.ts';

const challengeOf = async (asked: ReturnType<typeof ask>): Promise<string | undefined> =>
  (await asked).reply.headers['www-authenticate'];

const metadata = 'resource_metadata="https://app.example/.well-known/oauth-protected-resource"';

const machineToken = async (world: World): Promise<string> =>
  expectOk(
    await world.engine.token(postForm({ grant_type: 'client_credentials', scope: 'read' }, webAuthorization)),
  ).access_token;

describe('a request that may pass', () => {
  it('is answered with everything known about its sender, in one read — resource.md §9 200', async () => {
    const world = createWorld();
    world.store.put.account(
      exampleAccount({
        claims: { email: 'ada@example.com', email_verified: true, groups: ['staff', 'a,b'] },
      }),
    );
    const { access_token: token } = await signIn(world);
    const before = world.store.reads.length;
    const commits = world.store.commits.length;
    const { kind, reply } = await ask(world, { token });
    assert.equal(kind, 'allowed');
    assert.equal(reply.status, 200);
    assert.equal(reply.body, null);
    assert.deepEqual(reply.headers, {
      'cache-control': 'no-store',
      pragma: 'no-cache',
      'x-user-id': 'user-1',
      'x-user-name': 'ada',
      'x-user-email': 'ada@example.com',
      'x-user-groups': 'staff,a%2Cb',
      'x-auth-scopes': 'openid profile read write',
      'x-auth-client-id': 'native',
    });
    assert.deepEqual(liveReads(world, before), ['findTokenStanding']);
    assert.equal(world.store.commits.length, commits);
  });

  it('may carry an opaque token, found in one read as well — protocol.md TO-2', async () => {
    const clients = [exampleClient(), examplePublicClient({ accessTokenFormat: 'opaque' })];
    const world = createWorld({ seed: { clients } });
    const { access_token: token } = await signIn(world);
    const before = world.store.reads.length;
    assert.equal((await ask(world, { token })).reply.headers['x-user-id'], 'user-1');
    assert.deepEqual(liveReads(world, before), ['findOpaqueToken']);
  });

  it('is refused where no resource is registered, when it was asked for one — security.md T-5', async () => {
    const uri = 'https://api.example';
    const resources = [unregisteredResource(uri)];
    const world = createWorld({ seed: { resources }, policy: { defaultAudience: [uri] } });
    const meant = (await signIn(world, { resources: [uri] })).access_token;
    assert.equal((await ask(world, { token: meant })).kind, 'refused');
    assert.equal((await ask(world, { token: meant, url: 'https://api.example/x' })).kind, 'allowed');
    assert.equal((await ask(world, { token: (await signIn(world)).access_token })).kind, 'allowed');
  });

  it('has no name when a service sends it — security.md T-6', async () => {
    const world = createWorld();
    const { headers } = (await ask(world, { token: await machineToken(world) })).reply;
    assert.equal(headers['x-user-id'], 'client:web');
    for (const name of ['x-user-name', 'x-user-email', 'x-user-groups']) assert.equal(headers[name], '');
    assert.equal(headers['x-auth-client-id'], 'web');
  });

  it('says nothing of an address nobody verified', async () => {
    const world = createWorld();
    world.store.put.account(exampleAccount({ claims: { email: 'ada@example.com', email_verified: false } }));
    const { access_token: token } = await signIn(world);
    assert.equal((await ask(world, { token })).reply.headers['x-user-email'], '');
  });

  it('hands the token on only where that is switched on — security.md Q-6', async () => {
    const world = createWorld();
    const { access_token: token } = await signIn(world);
    assert.equal((await ask(world, { token })).reply.headers['x-auth-token'], undefined);
    const passing = { demand: { token: 'pass' as const } };
    assert.equal((await ask(world, { token, ...passing })).reply.headers['x-auth-token'], token);
    const visitor = async () => exampleAccount();
    assert.equal((await ask(world, { visitor, ...passing })).reply.headers['x-auth-token'], '');
  });

  it('reads any spelling of the scheme — RFC 6750 §2.1', async () => {
    const world = createWorld();
    const { access_token: token } = await signIn(world);
    for (const scheme of ['bearer', 'BEARER', 'Bearer'])
      assert.equal((await ask(world, { authorization: `${scheme} ${token}` })).kind, 'allowed');
  });

  it('is a preflight, answered without anybody in it and without a look at the store', async () => {
    const world = createWorld();
    const original = originalAt('https://app.example/page', { method: 'OPTIONS', isPreflight: true });
    const demand = { scope: ['write'] };
    const { kind, reply } = await ask(world, { original, demand });
    assert.equal(kind, 'allowed');
    assert.equal(reply.status, 200);
    for (const name of ['x-user-id', 'x-user-name', 'x-user-email', 'x-user-groups', 'x-auth-scopes'])
      assert.equal(reply.headers[name], '');
    assert.deepEqual(world.store.reads, []);
  });
});

describe('the values of identity headers', () => {
  it('are printable ASCII, and no two names look alike — security.md I-6', async () => {
    const world = createWorld();
    const seen = async (username: string) => {
      const visitor = async () => exampleAccount({ username });
      return (await ask(world, { visitor })).reply.headers['x-user-name'];
    };
    assert.equal(await seen('müller'), 'm%C3%BCller');
    assert.equal(await seen('m%C3%BCller'), 'm%25C3%25BCller');
    assert.equal(await seen('a\r\nX-User-Id: admin'), 'a%0D%0AX-User-Id: admin');
    assert.equal(await seen('a\u0000\u007f\ud800'), 'a%00%7F%EF%BF%BD');
    assert.equal(await seen('山田'), '%E5%B1%B1%E7%94%B0');
  });
});

describe('a request that may not pass', () => {
  it('is told where to get a token, without an error code, when it has none — RFC 6750 §3.1', async () => {
    const world = createWorld();
    const { kind, reply } = await ask(world, { demand: { scope: ['read', 'write'] } });
    assert.equal(kind, 'anonymous');
    assert.equal(reply.status, 401);
    assert.equal(reply.headers['www-authenticate'], `Bearer scope="read write", ${metadata}`);
    assert.equal(reply.headers['cache-control'], 'no-store');
    assert.deepEqual(json(reply), {
      error: 'invalid_token',
      error_description: 'An access token is required',
    });
    assert.equal(await challengeOf(ask(world)), `Bearer ${metadata}`);
    assert.equal(await challengeOf(ask(world, { original: null })), 'Bearer');
    for (const authorization of ['Basic YTpi', 'Bearer', 'Bearer ', 'Negotiate'])
      assert.equal((await ask(world, { authorization })).kind, 'anonymous', authorization);
  });

  it('is told that its token is over — resource.md §6 expired', async () => {
    const opaque = [exampleClient(), examplePublicClient({ accessTokenFormat: 'opaque' })];
    for (const world of [createWorld(), createWorld({ seed: { clients: opaque } })]) {
      const { access_token: token } = await signIn(world);
      world.clock.advance(3600);
      const { kind, reply } = await ask(world, { token, demand: { scope: ['read'] } });
      assert.equal(kind, 'refused');
      assert.equal(reply.status, 401);
      assert.equal(
        reply.headers['www-authenticate'],
        `Bearer error="invalid_token", error_description="The access token expired", scope="read", ${metadata}`,
      );
      assert.equal(json(reply).error, 'invalid_token');
    }
  });

  it('learns nothing more of any other token that is not good — security.md T-7', async () => {
    const world = createWorld();
    const { access_token: token, id_token: idToken, refresh_token: refreshToken } = await signIn(world);
    const forged = `${token.slice(0, -6)}AAAAAA`;
    const unsigned = `${Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')}.${token.split('.')[1]}.`;
    const values = [
      'x',
      'a.b.c',
      forged,
      unsigned,
      idToken,
      refreshToken,
      'gat_unknown',
      'ä',
      'x'.repeat(16_385),
    ];
    for (const value of values) {
      assert.equal(
        await challengeOf(ask(world, { token: value })),
        `Bearer error="invalid_token", error_description="The access token is not valid for this resource", ${metadata}`,
        value.slice(0, 20),
      );
    }
  });

  it('is told every scope of the place when it lacks one — resource.md §4 Step-up', async () => {
    const world = createWorld();
    const { access_token: token } = await signIn(world);
    const { kind, reply } = await ask(world, { token, demand: { scope: ['read', 'files:write'] } });
    assert.equal(kind, 'refused');
    assert.equal(reply.status, 403);
    assert.equal(
      reply.headers['www-authenticate'],
      'Bearer error="insufficient_scope", error_description="This operation needs the scope read files:write", ' +
        `scope="read files:write", ${metadata}`,
    );
  });

  it('is malformed with two tokens, or with one in the address beside the header — RFC 6750 §2', async () => {
    const world = createWorld();
    const { access_token: token } = await signIn(world);
    const twice = [
      `Bearer ${token}, Bearer ${token}`,
      `Bearer ${token}, Basic YTpi`,
      `Basic YTpi, bearer ${token}`,
    ];
    for (const authorization of twice) {
      const { kind, reply } = await ask(world, { authorization });
      assert.equal(kind, 'refused');
      assert.equal(reply.status, 400, authorization.slice(0, 10));
      assert.match(reply.headers['www-authenticate'] ?? '', /^Bearer error="invalid_request"/);
    }
    const address = { url: `https://app.example/page?access_token=${token}` };
    assert.equal((await ask(world, { token, ...address })).reply.status, 400);
    assert.equal((await ask(world, address)).kind, 'anonymous');
  });

  it('has a token that is bound to a key, sent as if it were not — RFC 9449 §7.1', async () => {
    const world = createWorld();
    const { access_token: token } = await signIn(world);
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    const signed = (cnf: unknown) =>
      world.ports.keys.sign({
        use: 'access_token',
        alg: null,
        typ: 'at+jwt',
        claims: { ...claims, cnf },
        now: world.ports.clock.now() as never,
      });
    assert.equal((await ask(world, { token: await signed(undefined) })).kind, 'allowed');
    for (const cnf of [{ jkt: 'a' }, { 'x5t#S256': 'a' }, { jwk: {} }, {}, 'a'])
      assert.equal((await ask(world, { token: await signed(cnf) })).reply.status, 401, JSON.stringify(cnf));
    assert.equal((await ask(world, { authorization: `DPoP ${token}` })).reply.status, 401);
  });

  it('stops at once when anything its token hangs on ends — security.md R-12', async () => {
    const later = (world: World) => (world.clock.now() + 1) as Instant;
    const ends: ((world: World) => void)[] = [
      (world) => world.store.put.account(exampleAccount({ disabledAt: world.clock.now() })),
      (world) => world.store.put.account(exampleAccount({ tokensValidFrom: later(world) })),
      (world) => world.store.put.client(examplePublicClient({ status: 'inactive' })),
      (world) => {
        const [family] = world.store.snapshot().families.values();
        world.store.put.family({ ...family!, revokedAt: world.clock.now() });
      },
    ];
    for (const end of ends) {
      const world = createWorld();
      const { access_token: token } = await signIn(world);
      assert.equal((await ask(world, { token })).kind, 'allowed');
      end(world);
      assert.equal((await ask(world, { token })).reply.status, 401);
    }
  });

  it('is not refused but postponed while the store is away — resource.md §6 unavailable', async () => {
    const world = createWorld();
    const { access_token: token } = await signIn(world);
    const failing = { ...world.ports.store, findTokenStanding: () => Promise.reject(new Error('bug')) };
    const { createEngine } = await import('../../src/create-engine.ts');
    const { StoreUnavailable } = await import('../../src/ports/failure.ts');
    const away = { ...failing, findTokenStanding: () => Promise.reject(new StoreUnavailable()) };
    for (const [store, status] of [
      [failing, 500],
      [away, 503],
    ] as const) {
      const engine = createEngine({ ...world.ports, store }, world.policy);
      const { kind, reply } = await ask({ ...world, engine }, { token });
      assert.equal(kind, 'refused');
      assert.equal(reply.status, status);
      assert.equal(reply.headers['www-authenticate'], undefined);
      assert.equal(reply.headers['retry-after'], status === 503 ? '5' : undefined);
    }
  });
});

describe('a browser with a cookie', () => {
  const visitor = async () => exampleAccount();

  it('is somebody, without any scope — resource.md §9 Browser mode', async () => {
    const world = createWorld();
    const { headers } = (await ask(world, { visitor })).reply;
    assert.equal(headers['x-user-id'], 'user-1');
    assert.equal(headers['x-user-name'], 'ada');
    assert.equal(headers['x-auth-scopes'], '');
    assert.equal(headers['x-auth-client-id'], '');
  });

  it('never meets a demand for a scope — resource.md §9 Browser mode', async () => {
    const { kind, reply } = await ask(createWorld(), { visitor, demand: { scope: ['read'] } });
    assert.equal(kind, 'refused');
    assert.equal(reply.status, 403);
    assert.match(reply.headers['www-authenticate'] ?? '', /insufficient_scope/);
  });

  it('is not looked at when a token is sent, good or bad', async () => {
    const asked = { visitor: () => Promise.reject(new Error('asked')), token: 'x' };
    assert.equal((await ask(createWorld(), asked)).reply.status, 401);
  });

  it('speaks first where the operator says so, beside a token of the service itself', async () => {
    const world = createWorld();
    const cookieFirst = { demand: { first: 'cookie' } } as const;
    const { kind, reply } = await ask(world, { visitor, token: 'of-the-service', ...cookieFirst });
    assert.equal(kind, 'allowed');
    assert.equal(reply.headers['x-user-id'], 'user-1');
    assert.equal((await ask(world, { token: 'of-the-service', ...cookieFirst })).reply.status, 401);
    const { access_token: token } = await signIn(world);
    assert.equal((await ask(world, { token, ...cookieFirst })).kind, 'allowed');
    // A scope is for tokens alone
    const demand = { first: 'cookie', scope: ['read'] } as const;
    assert.equal((await ask(world, { visitor, token, demand })).kind, 'allowed');
  });
});

describe('somebody who is no trusted proxy', () => {
  it('may fail so often only, and is given back what succeeds — operations.md §6 other endpoints by address', async () => {
    const world = createWorld();
    const { access_token: token } = await signIn(world);
    world.limits.budget = 2;
    const asker = 'anyone' as const;
    for (let time = 0; time < 4; time++) assert.equal((await ask(world, { token, asker })).kind, 'allowed');
    for (let time = 0; time < 2; time++) assert.equal((await ask(world, { asker })).kind, 'anonymous');
    const { kind, reply } = await ask(world, { asker });
    assert.deepEqual([kind, reply.status, reply.headers['retry-after']], ['refused', 429, '3']);
    // A proxy speaks for everybody: nginx would make an error of its own of a 429
    assert.equal((await ask(world)).kind, 'anonymous');
  });
});

describe('clients of another kind', () => {
  it('keep what they are: nobody poses as a person — security.md T-6', async () => {
    const odd = exampleClient({ id: clientId('user-1') });
    const world = createWorld({ seed: { clients: [odd] } });
    const authorization = `Basic ${Buffer.from('user-1:a-secret-of-the-test-client').toString('base64')}`;
    const form = postForm({ grant_type: 'client_credentials', scope: 'read' }, { authorization });
    const { access_token: token } = expectOk(await world.engine.token(form));
    assert.equal((await ask(world, { token })).reply.headers['x-user-id'], 'client:user-1');
  });
});
