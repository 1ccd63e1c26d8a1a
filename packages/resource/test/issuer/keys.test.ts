import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { describe, it } from 'node:test';
import { epoch } from '@grantor/protocol';
import { type Guard, guardWith } from '../../src/index.ts';
import {
  admitted,
  createWorld,
  denied,
  down,
  firstKey,
  guardIn,
  jwksUri,
  optionsIn,
  plainIssuer,
  resource,
  signToken,
  start,
  testKey,
  type World,
  withToken,
} from '../world.ts';

const second = testKey('second');

const advance = (world: World, seconds: number): void => {
  world.now = epoch(world.now + seconds);
};

const serve = (world: World, keys: readonly unknown[], cacheControl?: string): void => {
  const headers = cacheControl === undefined ? {} : { 'cache-control': cacheControl };
  world.served.set(jwksUri, { json: { keys }, headers });
};

/** Lasts through every test here. */
const lasting = (key = firstKey) => signToken({ key, claims: { exp: start + 1e6 } });

const statusOf = async (guard: Guard, token: string): Promise<number> => {
  const result = await guard.check(withToken(token));
  return result.kind === 'allowed' ? 200 : result.reply.status;
};

describe('the key set of an issuer', () => {
  const freshness: readonly [cacheControl: string | undefined, seconds: number][] = [
    [undefined, 600],
    ['no-store', 600],
    ['public, max-age=1800', 1800],
    ['max-age=0', 300],
    ['max-age=1', 300],
    ['max-age=999999999', 86_400],
  ];
  for (const [cacheControl, seconds] of freshness) {
    it(`with ${cacheControl ?? 'no Cache-Control'} is fresh for ${seconds} s — resource.md §2 JWKS`, async () => {
      const world = createWorld();
      serve(world, [firstKey.jwk], cacheControl);
      const guard = guardIn(world);
      const token = await lasting();
      await admitted(guard, withToken(token));
      advance(world, seconds - 1);
      await admitted(guard, withToken(token));
      assert.equal(world.asked(jwksUri), 1);
      advance(world, 1);
      await admitted(guard, withToken(token));
      assert.equal(world.asked(jwksUri), 2);
    });
  }

  it('is asked for once by all who come meanwhile — security.md Q-5', async () => {
    const world = createWorld();
    const guard = guardIn(world);
    const tokens = await Promise.all(
      Array.from({ length: 20 }, (_, index) => signToken({ claims: { jti: `${index}` } })),
    );
    await Promise.all(tokens.map((token) => admitted(guard, withToken(token))));
    assert.equal(world.asked(jwksUri), 1);
  });

  it('is asked for by GET with a limit of 256 KiB and 5 s — resource.md §2 JWKS', async () => {
    const world = createWorld();
    await admitted(guardIn(world), withToken(await signToken()));
    const { method, limit, timeout, body } = world.requests.find(({ url }) => url === jwksUri) ?? {};
    assert.deepEqual(
      { method, limit, timeout, body },
      { method: 'GET', limit: 262_144, timeout: 5, body: null },
    );
  });

  const unusable = {
    'a redirect': { status: 301, headers: { location: 'https://evil.example/jwks' } },
    'an error': { status: 500 },
    'no key set': { json: { keys: 'none' } },
    'a page': { body: '<html>' },
    'more than 100 keys': { json: { keys: Array.from({ length: 101 }, () => firstKey.jwk) } },
    'more than 256 KiB': { json: { keys: [firstKey.jwk], pad: 'x'.repeat(262_144) } },
  };
  for (const [name, answer] of Object.entries(unusable)) {
    it(`is unavailable with ${name} — resource.md §2 JWKS`, async () => {
      const world = createWorld();
      world.served.set(jwksUri, answer);
      const reply = await denied(guardIn(world), withToken(await signToken()));
      assert.equal(reply.status, 503);
      assert.equal(reply.headers['www-authenticate'], undefined);
    });
  }

  it('may have 100 keys', async () => {
    const world = createWorld();
    serve(world, [
      ...Array.from({ length: 99 }, (_, index) => ({ ...second.jwk, kid: `${index}` })),
      firstKey.jwk,
    ]);
    await admitted(guardIn(world), withToken(await signToken()));
  });
});

describe('a rotation', () => {
  it('loses nobody: the first token of a new key makes its set be fetched — resource.md §2 JWKS', async () => {
    const world = createWorld();
    const guard = guardIn(world);
    await admitted(guard, withToken(await signToken()));
    serve(world, [firstKey.jwk, second.jwk]);
    const tokens = await Promise.all(
      Array.from({ length: 20 }, (_, index) => signToken({ key: second, claims: { jti: `${index}` } })),
    );
    await Promise.all(tokens.map((token) => admitted(guard, withToken(token))));
    assert.equal(world.asked(jwksUri), 2);
    await admitted(guard, withToken(await signToken()));
  });

  it('without overlap loses nobody either', async () => {
    const world = createWorld();
    const guard = guardIn(world);
    await admitted(guard, withToken(await signToken()));
    serve(world, [second.jwk]);
    await admitted(guard, withToken(await signToken({ key: second })));
    assert.equal(await statusOf(guard, await signToken()), 401);
  });

  it('cannot be feigned to hammer the issuer: one request in 30 s — security.md Q-5', async () => {
    const world = createWorld();
    const guard = guardIn(world);
    await admitted(guard, withToken(await signToken()));
    const forged = await Promise.all(
      Array.from({ length: 100 }, (_, index) => signToken({ key: testKey(`x${index}`) })),
    );
    const statuses = await Promise.all(forged.map((token) => statusOf(guard, token)));
    for (const token of forged) statuses.push(await statusOf(guard, token));
    assert.deepEqual(new Set(statuses), new Set([401]));
    assert.equal(world.asked(jwksUri), 2);
    advance(world, 29);
    await statusOf(guard, forged[0] ?? '');
    assert.equal(world.asked(jwksUri), 2);
    advance(world, 1);
    await statusOf(guard, forged[0] ?? '');
    assert.equal(world.asked(jwksUri), 3);
  });

  it('is not looked for twice by the request that fetched the set', async () => {
    const world = createWorld();
    assert.equal(await statusOf(guardIn(world), await signToken({ key: second })), 401);
    assert.equal(world.asked(jwksUri), 1);
  });
});

describe('an outage of the issuer', () => {
  it('with a cold cache refuses with 503, and the issuer is left alone between tries — resource.md §2 JWKS', async () => {
    const world = createWorld();
    const answer = world.served.get(jwksUri);
    world.served.set(jwksUri, down);
    const guard = guardIn(world);
    const token = await signToken();
    for (let count = 0; count < 10; count++) assert.equal(await statusOf(guard, token), 503);
    assert.equal(world.asked(jwksUri), 1);
    world.served.set(jwksUri, answer ?? {});
    advance(world, 5);
    assert.equal(await statusOf(guard, token), 200);
  });

  it('with a warm cache is not noticed for 24 h, then everything is refused — resource.md §2 JWKS', async () => {
    const world = createWorld();
    const guard = guardIn(world);
    const token = await lasting();
    assert.equal(await statusOf(guard, token), 200);
    world.served.set(jwksUri, down);
    advance(world, 600);
    assert.equal(await statusOf(guard, token), 200);
    advance(world, 86_399);
    assert.equal(await statusOf(guard, token), 200);
    advance(world, 1);
    assert.equal(await statusOf(guard, token), 503);
  });

  it('is retried with back-off: 5 s, 10 s, 20 s, 40 s, then every 60 s — resource.md §2 JWKS', async () => {
    const world = createWorld();
    const guard = guardIn(world);
    const token = await lasting();
    await statusOf(guard, token);
    world.served.set(jwksUri, down);
    advance(world, 600);
    const tries: number[] = [];
    for (let second = 0; second <= 200; second++) {
      const before = world.asked(jwksUri);
      assert.equal(await statusOf(guard, token), 200);
      if (world.asked(jwksUri) > before) tries.push(second);
      advance(world, 1);
    }
    assert.deepEqual(tries, [0, 5, 15, 35, 75, 135, 195]);
  });

  it('answers a key nobody knows with 503, not 401: the token may be good — resource.md §6 unavailable', async () => {
    const world = createWorld();
    const guard = guardIn(world);
    await admitted(guard, withToken(await lasting()));
    world.served.set(jwksUri, down);
    const token = await lasting(second);
    assert.equal(await statusOf(guard, token), 503);
    assert.equal(await statusOf(guard, token), 503);
    advance(world, 600);
    assert.equal(await statusOf(guard, token), 503);
    serve(world, [firstKey.jwk, second.jwk]);
    advance(world, 30);
    assert.equal(await statusOf(guard, token), 200);
  });
});

describe('the key of a token', () => {
  const rsa = testKey('rsa', 'RS256');
  const cases: readonly [name: string, keys: readonly unknown[], allowed: boolean][] = [
    ['without use and alg', [{ ...firstKey.jwk, use: undefined, alg: undefined }], true],
    ['with key_ops verify', [{ ...firstKey.jwk, use: undefined, key_ops: ['verify'] }], true],
    ['for encryption', [{ ...firstKey.jwk, use: 'enc' }], false],
    ['with other key_ops', [{ ...firstKey.jwk, key_ops: ['encrypt'] }], false],
    ['with key_ops that are no list', [{ ...firstKey.jwk, key_ops: 'verify' }], false],
    ['for another algorithm', [{ ...firstKey.jwk, alg: 'ES384' }], false],
    ['of another kind under its name', [{ ...rsa.jwk, kid: 'first' }], false],
    ['twice in the set', [firstKey.jwk, { ...second.jwk, kid: 'first' }], false],
    ['private', [{ ...firstKey.privateKey.export({ format: 'jwk' }), kid: 'first' }], false],
    [
      'beside broken ones',
      [null, 'x', { kty: 'oct', k: 'AAAA', kid: 'first' }, { kty: 'EC' }, firstKey.jwk],
      true,
    ],
  ];
  for (const [name, keys, allowed] of cases) {
    it(`${name}: ${allowed ? 'fits' : 'does not fit'} — RFC 7517 §4.2`, async () => {
      const world = createWorld();
      serve(world, keys);
      assert.equal(await statusOf(guardIn(world), await signToken()), allowed ? 200 : 401);
    });
  }

  it('for Ed25519 may be said to be for EdDSA, and the other way round — RFC 9864 §2.2', async () => {
    const algorithms = ['EdDSA', 'Ed25519'] as const;
    for (const signed of algorithms) {
      for (const declared of algorithms) {
        const world = createWorld();
        const key = testKey('ed', signed);
        serve(world, [{ ...key.jwk, alg: declared }]);
        const guard = guardIn(world, { issuers: [{ ...plainIssuer, algorithms }] });
        assert.equal(await statusOf(guard, await signToken({ key })), 200, `${signed} by ${declared}`);
      }
    }
  });

  it('without kid is the only one that fits, or none — RFC 7517 §4', async () => {
    const token = await signToken({ header: { kid: undefined } });
    const world = createWorld();
    serve(world, [rsa.jwk, firstKey.jwk]);
    assert.equal(await statusOf(guardIn(world), token), 200);
    serve(world, [second.jwk, firstKey.jwk]);
    assert.equal(await statusOf(guardIn(world), token), 401);
  });

  it('of RSA has 2048 bits — RFC 7518 §3.3', async () => {
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
    const world = createWorld();
    serve(world, [{ ...publicKey.export({ format: 'jwk' }), kid: 'weak' }]);
    const options = optionsIn(world, { resource });
    const token = await signToken({ key: { ...rsa, kid: 'weak' } });
    assert.equal(await statusOf(guardWith(options), token), 401);
  });
});
