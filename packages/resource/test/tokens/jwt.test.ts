import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, it } from 'node:test';
import { jwtLimit, type SignatureAlgorithmName, signatureAlgorithms } from '@grantor/protocol';
import fc from 'fast-check';
import { createGuard } from '../../src/index.ts';
import {
  admitted,
  createWorld,
  denied,
  encode,
  firstKey,
  goodClaims,
  guardIn,
  issuer,
  jwksUri,
  plainIssuer,
  resource,
  signToken,
  testKey,
  withToken,
} from '../world.ts';

const rsa = testKey('rsa', 'RS256');
const other = testKey('other');

/** A token with any header, whose signature `sign` makes of the signing input. */
function forge(header: object, sign: (input: string) => string): string {
  const input = `${encode(header)}.${encode(goodClaims)}`;
  return `${input}.${sign(input)}`;
}

const hmacWith = (key: string | Buffer) => (input: string) =>
  createHmac('sha256', key).update(input).digest('base64url');

const seal = async (): Promise<string> => (await signToken()).split('.')[2] ?? '';

describe('a JWT', () => {
  const types: readonly [typ: string | undefined, any: boolean, strict: boolean][] = [
    ['at+jwt', true, true],
    ['AT+JWT', true, true],
    ['application/at+jwt', true, true],
    ['JWT', true, false],
    [undefined, true, false],
    ['', false, false],
    ['dpop+jwt', false, false],
    ['logout+jwt', false, false],
    ['id+jwt', false, false],
    ['at+jwt ', false, false],
  ];
  for (const [typ, any, strict] of types) {
    it(`of the type ${typ} is an access token: ${any}, and where at+jwt is demanded: ${strict} — RFC 9068 §4`, async () => {
      const request = withToken(await signToken({ header: { typ } }));
      const world = createWorld();
      const demanding = guardIn(world, { issuers: [{ ...plainIssuer, tokenType: 'at+jwt' }] });
      for (const [guard, isGood] of [
        [guardIn(world), any],
        [demanding, strict],
      ] as const) {
        assert.equal((await guard.check(request)).kind, isGood ? 'allowed' : 'denied');
      }
    });
  }

  for (const alg of Object.keys(signatureAlgorithms) as SignatureAlgorithmName[]) {
    it(`is verified with ${alg} where it is on the list, and refused where it is not — RFC 8725 §3.1`, async () => {
      const world = createWorld();
      const key = testKey('k', alg);
      world.served.set(jwksUri, { json: { keys: [key.jwk] } });
      const request = withToken(await signToken({ key }));
      const guardOf = (algorithms: readonly SignatureAlgorithmName[]) =>
        createGuard({
          resource,
          issuers: [{ issuer, algorithms }],
          ports: world.ports,
        });
      await admitted(guardOf([alg]), request);
      const others = (Object.keys(signatureAlgorithms) as SignatureAlgorithmName[]).filter(
        (one) => one !== alg,
      );
      assert.equal((await denied(guardOf(others), request)).status, 401);
      const isDefault = ['ES256', 'RS256', 'PS256', 'EdDSA'].includes(alg);
      const usual = createGuard({ resource, issuer, ports: world.ports });
      assert.equal((await usual.check(request)).kind, isDefault ? 'allowed' : 'denied');
    });
  }

  it('is never verified without a signature or with a secret, whatever the options say — RFC 8725 §3.1', () => {
    for (const alg of ['none', 'HS256', 'HS512', 'ES256K', 'RSA-OAEP', 'ed25519', '', 'toString']) {
      const issuers = [{ issuer, algorithms: [alg as SignatureAlgorithmName] }];
      assert.throws(
        () => createGuard({ resource, issuers }),
        /must be an asymmetric signature algorithm/,
        alg,
      );
    }
  });

  it('of an issuer that differs in a slash only is refused — RFC 9068 §4', async () => {
    const guard = guardIn(createWorld());
    for (const iss of [
      `${issuer}/`,
      issuer.toUpperCase(),
      `${issuer}/x`,
      'https://as.example:443',
      undefined,
      [issuer],
    ]) {
      const reply = await denied(guard, withToken(await signToken({ claims: { iss } })));
      assert.equal(reply.status, 401);
    }
  });

  const attacks: Readonly<Record<string, () => string | Promise<string>>> = {
    'alg none, unsigned': () => `${encode({ alg: 'none', typ: 'at+jwt' })}.${encode(goodClaims)}.`,
    'alg none with a signature': async () => forge({ alg: 'none', kid: 'first' }, () => 'AAAA'),
    'alg None': () => forge({ alg: 'None', kid: 'first' }, () => 'AAAA'),
    'HS256 with the public EC key in PEM': () =>
      forge(
        { alg: 'HS256', kid: 'first' },
        hmacWith(firstKey.publicKey.export({ type: 'spki', format: 'pem' })),
      ),
    'HS256 with the public RSA key in PEM': () =>
      forge({ alg: 'HS256', kid: 'rsa' }, hmacWith(rsa.publicKey.export({ type: 'spki', format: 'pem' }))),
    'HS256 with the public key as JWK': () =>
      forge({ alg: 'HS256', kid: 'first' }, hmacWith(JSON.stringify(firstKey.jwk))),
    'HS256 with an empty secret': () => forge({ alg: 'HS256' }, hmacWith('')),
    'an embedded jwk': () => signToken({ key: other, header: { jwk: other.jwk, kid: undefined } }),
    'an embedded jwk under the name of a good key': () =>
      signToken({ key: other, header: { jwk: other.jwk, kid: 'first' } }),
    'a jku': () => signToken({ key: other, header: { jku: 'https://evil.example/jwks' } }),
    'an x5u': () => signToken({ key: other, header: { x5u: 'https://evil.example/cert' } }),
    'an x5c': () => signToken({ key: other, header: { x5c: ['AAAA'], kid: 'first' } }),
    'the algorithm of another key': async () => forge({ alg: 'RS256', kid: 'first' }, () => 'AAAA'),
    'a critical extension': () =>
      signToken({ header: { crit: ['b64'], b64: true } }).catch(() =>
        forge({ alg: 'ES256', kid: 'first', crit: ['x'], x: 1 }, () => 'AAAA'),
      ),
    'the signature of another token': async () =>
      forge({ alg: 'ES256', kid: 'first', typ: 'at+jwt' }, () => 'x'.repeat(86)),
    'a signature cut short': async () => (await signToken()).slice(0, -4),
    'an empty signature': async () => `${(await signToken()).split('.').slice(0, 2).join('.')}.`,
    'all zeros as signature': () => forge({ alg: 'ES256', kid: 'first' }, () => 'A'.repeat(86)),
    'changed claims': async () => {
      const [head] = (await signToken()).split('.');
      return `${head}.${encode({ ...goodClaims, sub: 'admin' })}.${await seal()}`;
    },
    'five parts': async () => `${await signToken()}.a.b`,
    'claims that are a list': async () =>
      `${encode({ alg: 'ES256', kid: 'first' })}.${encode([])}.${await seal()}`,
    'a path as kid': () => signToken({ key: other, header: { kid: '../../dev/null' } }),
    '__proto__ as kid': () => signToken({ key: other, header: { kid: '__proto__' } }),
    'more than 16 KiB': () => signToken({ claims: { pad: 'x'.repeat(jwtLimit) } }),
  };
  for (const [name, make] of Object.entries(attacks)) {
    it(`with ${name} is refused, and nobody else is asked — security.md T-7`, async () => {
      const world = createWorld();
      world.served.set(jwksUri, { json: { keys: [firstKey.jwk, rsa.jwk] } });
      const reply = await denied(guardIn(world), withToken(await make()));
      assert.equal(reply.status, 401);
      assert.match(reply.body ?? '', /"invalid_token"/);
      assert.ok(
        world.requests.every(({ url }) => url.startsWith(issuer)),
        'an address of the token was followed',
      );
    });
  }

  it('by an algorithm that is not accepted asks nobody for its key — RFC 8725 §3.1', async () => {
    const world = createWorld();
    const guard = guardIn(world, { issuers: [{ ...plainIssuer, algorithms: ['RS256'] }] });
    await denied(guard, withToken(await signToken()));
    assert.deepEqual(world.requests, []);
  });

  it('is verified once, as long as the keys are the same — resource.md §2 Verified-token cache', async (t) => {
    const verify = t.mock.method(signatureAlgorithms.ES256, 'verify');
    const world = createWorld();
    const guard = guardIn(world);
    const request = withToken(await signToken());
    for (let round = 0; round < 3; round += 1) await admitted(guard, request);
    assert.equal(verify.mock.callCount(), 1);
    await admitted(guard, withToken(await signToken({ claims: { jti: 'another' } })));
    assert.equal(verify.mock.callCount(), 2);
  });

  it('of 16 KiB is read — resource.md §2 size', async () => {
    const short = await signToken({ claims: { pad: '' } });
    const pad = 'x'.repeat(Math.floor(((jwtLimit - short.length) * 3) / 4) - 3);
    const token = await signToken({ claims: { pad } });
    assert.ok(token.length > jwtLimit - 10 && token.length <= jwtLimit);
    await admitted(guardIn(createWorld()), withToken(token));
  });

  it('is checked again each time its exp comes closer — resource.md §2 Verified-token cache', async () => {
    const world = createWorld();
    const guard = guardIn(world);
    const request = withToken(await signToken({ claims: { exp: world.now + 10 } }));
    await admitted(guard, request);
    world.now = (world.now + 69) as typeof world.now;
    await admitted(guard, request);
    world.now = (world.now + 1) as typeof world.now;
    const reply = await denied(guard, request);
    assert.match(reply.headers['www-authenticate'] ?? '', /The access token expired/);
  });

  it('or anything else presented gives 401, never an exception — security.md I-1', async () => {
    const world = createWorld();
    const guard = guardIn(world);
    const part = fc.oneof(
      fc.base64String(),
      fc.constantFrom(encode({ alg: 'ES256', kid: 'first' }), encode(goodClaims), encode({ alg: 'none' })),
      fc.json().map((text) => Buffer.from(text).toString('base64url')),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(part, { minLength: 1, maxLength: 6 }), async (parts) => {
        const reply = await denied(guard, withToken(parts.join('.')));
        assert.equal(reply.status, 401);
      }),
    );
  });
});
