import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Denied } from '../../src/index.ts';
import { readClaims } from '../../src/tokens/claims.ts';
import {
  admitted,
  createWorld,
  denied,
  guardIn,
  plainIssuer,
  resource,
  signToken,
  start,
  withToken,
} from '../world.ts';

type Claims = Readonly<Record<string, unknown>>;

const expired = 'The access token expired';
const notValid = 'The access token is not valid for this resource';

const accepted: Readonly<Record<string, Claims>> = {
  'an audience among several': { aud: ['https://other.example', resource] },
  'an exp within the skew': { exp: start - 59 },
  'an nbf within the skew': { nbf: start + 60 },
  'an iat within the skew': { iat: start + 60 },
  'no iat': { iat: undefined },
  'a scope that is a list': { scope: ['files:read', 'files:write'] },
  'a nonce, which older Keycloak sends': { nonce: 'n' },
  'the claim typ Bearer of Keycloak': { typ: 'Bearer' },
  'no subject': { sub: undefined },
  'token_use access of Cognito': { token_use: 'access' },
};

const refused: Readonly<Record<string, readonly [claims: Claims, text: string]>> = {
  'another audience': [{ aud: 'https://other.example' }, notValid],
  'an audience below the resource': [{ aud: `${resource}/` }, notValid],
  'several other audiences': [{ aud: ['https://api.example', 'x'] }, notValid],
  'no audience': [{ aud: undefined }, notValid],
  'an empty list of audiences': [{ aud: [] }, notValid],
  'an audience that is an object': [{ aud: { 0: resource } }, notValid],
  'no exp': [{ exp: undefined }, notValid],
  'an exp that is a text': [{ exp: String(start + 60) }, notValid],
  'an exp of the skew ago': [{ exp: start - 60 }, expired],
  'an nbf beyond the skew': [{ nbf: start + 61 }, notValid],
  'an iat beyond the skew': [{ iat: start + 61 }, notValid],
  'at_hash, as ID tokens have it': [{ at_hash: 'x' }, notValid],
  'c_hash, as ID tokens have it': [{ c_hash: 'x' }, notValid],
  'events, as logout tokens have it': [{ events: {} }, notValid],
  'the claim typ ID of Keycloak': [{ typ: 'ID' }, notValid],
  'the claim typ Refresh of Keycloak': [{ typ: 'Refresh' }, notValid],
  'the claim typ Logout of Keycloak': [{ typ: 'Logout' }, notValid],
  'the claim typ Offline of Keycloak': [{ typ: 'Offline' }, notValid],
  'token_use id of Cognito': [{ token_use: 'id' }, notValid],
  'a cnf nobody knows': [{ cnf: { kid: 'x' } }, notValid],
  'a cnf with more than is known': [{ cnf: { jkt: 'x', jwk: {} } }, notValid],
  'an empty cnf': [{ cnf: {} }, notValid],
  'a cnf that is null': [{ cnf: null }, notValid],
  'a scope that is a list of anything': [{ scope: ['files:read', 7] }, notValid],
  'a scope that is an object': [{ scope: { 0: 'files:read' } }, notValid],
  'a subject that is a number': [{ sub: 1 }, notValid],
};

describe('claims of a token', () => {
  for (const [name, claims] of Object.entries(accepted)) {
    it(`may have ${name} — resource.md §2 aud, §2 exp`, async () => {
      await admitted(guardIn(createWorld()), withToken(await signToken({ claims })));
    });
  }

  for (const [name, [claims, text]] of Object.entries(refused)) {
    it(`must not have ${name} — resource.md §2 aud, §2 exp, security.md Q-1`, async () => {
      const reply = await denied(guardIn(createWorld()), withToken(await signToken({ claims })));
      assert.equal(reply.status, 401);
      assert.deepEqual(JSON.parse(reply.body ?? ''), { error: 'invalid_token', error_description: text });
    });
  }

  it('are judged with the skew of the options, both ways — resource.md §2 exp', async () => {
    const guard = guardIn(createWorld(), { clockSkew: 0 });
    await admitted(guard, withToken(await signToken({ claims: { exp: start + 1, nbf: start, iat: start } })));
    for (const claims of [{ exp: start }, { nbf: start + 1 }, { iat: start + 1 }]) {
      assert.equal((await denied(guard, withToken(await signToken({ claims })))).status, 401);
    }
  });

  it('take an empty path for / in the audience, and nothing else — resource.md §2 aud, RFC 8707 §2', async () => {
    const guard = guardIn(createWorld(), { resource: 'https://api.example' });
    await admitted(guard, withToken(await signToken({ claims: { aud: 'https://api.example/' } })));
    await admitted(guard, withToken(await signToken({ claims: { aud: 'https://api.example' } })));
    for (const aud of [
      'https://API.example/',
      'https://api.example:443/',
      'https://api.example//',
      'http://api.example/',
    ]) {
      await denied(guard, withToken(await signToken({ claims: { aud } })));
    }
  });

  it('are compared with the audiences listed for the issuer, or with none — resource.md §2 aud', async () => {
    const world = createWorld();
    const listed = { ...plainIssuer, audience: { kind: 'listed', audiences: ['a', 'b'] } } as const;
    const guard = guardIn(world, { issuers: [listed] });
    await admitted(guard, withToken(await signToken({ claims: { aud: 'b' } })));
    await denied(guard, withToken(await signToken()));
    const unchecked = guardIn(world, { issuers: [{ ...plainIssuer, audience: { kind: 'unchecked' } }] });
    await admitted(unchecked, withToken(await signToken({ claims: { aud: undefined } })));
  });

  it('give the scopes of scope and scp, united — resource.md §2 scopes', () => {
    const scopesOf = (claims: Claims) => readClaims({ exp: start, ...claims }).token.scopes;
    assert.deepEqual(scopesOf({ scope: 'a b', scp: 'b c' }), ['a', 'b', 'c']);
    assert.deepEqual(scopesOf({ scp: ['x', 'y'] }), ['x', 'y']);
    assert.deepEqual(scopesOf({ scope: ' a  ' }), ['a']);
    assert.deepEqual(scopesOf({}), []);
  });

  it('name the client as client_id, else azp — resource.md §1 MCP AuthInfo', () => {
    const clientOf = (claims: Claims) => readClaims({ exp: start, ...claims }).token.clientId;
    assert.equal(clientOf({ client_id: 'c', azp: 'a' }), 'c');
    assert.equal(clientOf({ azp: 'a' }), 'a');
    assert.equal(clientOf({}), null);
  });

  it('are denied where one is not understood, also of a token that may leave out its end — security.md I-1', () => {
    assert.equal(readClaims({}, start).token.expiresAt, start);
    for (const claims of [{ nbf: 'soon' }, { sub: 1 }, { scope: [1] }, { cnf: { jwk: {} } }]) {
      assert.throws(
        () => readClaims(claims, start),
        (error) => error instanceof Denied && String(error.message).includes(Object.keys(claims)[0] ?? ''),
      );
    }
  });

  it('say nothing of times where they are left out — RFC 9068 §2.2', () => {
    const { issuedAt, authTime } = readClaims({ exp: start }).token;
    assert.deepEqual([issuedAt, authTime], [null, null]);
  });

  it('are read or denied, whatever they are — security.md I-1', () => {
    const name = fc.constantFrom(
      'iss',
      'sub',
      'aud',
      'exp',
      'nbf',
      'iat',
      'scope',
      'scp',
      'cnf',
      'typ',
      'acr',
      'events',
    );
    fc.assert(
      fc.property(fc.dictionary(name, fc.oneof(fc.jsonValue(), fc.constant(start))), (claims) => {
        try {
          const { token } = readClaims(claims);
          assert.ok(token.scopes.every((scope) => scope !== ''));
          assert.equal(typeof token.expiresAt, 'number');
        } catch (error) {
          assert.ok(error instanceof Denied);
        }
      }),
    );
  });
});
