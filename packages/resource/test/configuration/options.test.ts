import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import { ConfigurationError } from '../../src/configuration/problems.ts';
import type { ProtectOptions } from '../../src/configuration/protect-options.ts';
import { resolveOptions, type ServiceKind } from '../../src/configuration/resolve-options.ts';
import type { LogEntry } from '../../src/ports/ports.ts';
import { sqliteUsers } from '../../src/users/sqlite.ts';

const api: ServiceKind = 'api';
const mcp: ServiceKind = 'mcp';
const issuer = 'https://as.example';
const secret = 'an operator made this of 32 bytes and more';
const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' });

function resolved(options: object, kind = api) {
  const logged: LogEntry[] = [];
  const ports = { log: (entry: LogEntry) => logged.push(entry) };
  return { ...resolveOptions({ ...options, ports } as ProtectOptions, kind), logged };
}

function problemsOf(options: object, kind = api): readonly string[] {
  try {
    resolved(options, kind);
    return [];
  } catch (error) {
    assert.ok(error instanceof ConfigurationError, String(error));
    return error.problems;
  }
}

describe('the options of a service', () => {
  it('need no more than a resource and an issuer — resource.md §1 Shortest form', () => {
    const { options, relay, withoutAuthentication, logged } = resolved({
      resource: 'https://mcp.example/mcp',
      issuer,
    });
    assert.equal(options.resource, 'https://mcp.example/mcp');
    assert.deepEqual(options.issuers, [
      {
        issuer,
        audience: { kind: 'resource' },
        jwksUri: null,
        algorithms: ['ES256', 'RS256', 'PS256', 'EdDSA'],
        tokenType: 'any',
        userClaim: 'sub',
        trustEmail: 'if_verified',
        introspect: null,
        introspection: null,
      },
    ]);
    assert.deepEqual(
      [options.clockSkew, options.dpop, options.certificate, options.cors],
      [60, null, null, 'off'],
    );
    assert.deepEqual(
      [options.localTokens, options.resolveUser, relay, withoutAuthentication],
      [null, null, null, null],
    );
    assert.deepEqual(logged, []);
    assert.equal(resolved({ issuer }, mcp).options.cors, 'answered');
    assert.equal(resolved({ issuer, cors: false }, mcp).options.cors, 'off');
  });

  it('keep issuers in their order and exactly as written', () => {
    const written = ['https://t.auth0.example/', 'https://KC.example/realms/a', 'http://127.0.0.1:8080'];
    const { options } = resolved({ issuers: written.map((each) => ({ issuer: each })) });
    assert.deepEqual(
      options.issuers.map((each) => each.issuer),
      written,
    );
  });

  it('take each way to write what an issuer is like', () => {
    const { privateKey } = elliptic;
    const { options } = resolved({
      issuers: [
        { issuer, audience: 'a', typ: 'at+jwt', trustEmail: true, algorithms: ['ES256'] },
        {
          issuer: 'https://b.example',
          audience: ['a', 'b'],
          introspection: { clientId: 'c', privateKey, keyId: 'k', tokens: 'always' },
        },
      ],
    });
    const [first, second] = options.issuers;
    assert.deepEqual(
      [first?.audience, first?.tokenType, first?.trustEmail],
      [{ kind: 'listed', audiences: ['a'] }, 'at+jwt', 'always'],
    );
    assert.deepEqual(second?.introspection, {
      clientId: 'c',
      credential: { kind: 'private_key_jwt', key: privateKey, alg: 'ES256', kid: 'k' },
      tokens: 'always',
    });
  });

  it('take local tokens by secret, and by public key as PEM, JWK and object', () => {
    assert.ok(resolved({ localTokens: { secret } }).options.localTokens);
    const { publicKey } = elliptic;
    const spellings = [
      publicKey,
      publicKey.export({ format: 'jwk' }),
      publicKey.export({ format: 'pem', type: 'spki' }),
    ];
    for (const spelled of spellings) {
      const localTokens = { publicKey: spelled, algorithm: 'ES256', issuer: 'urn:operator' };
      assert.ok(resolved({ localTokens }).options.localTokens);
    }
  });

  it('tell every problem at once, and name what nobody knows — resource.md §1 Options', () => {
    const problems = problemsOf({
      isuer: issuer,
      resource: 'mcp.example',
      issuers: [
        { issuer: 'http://as.example', jwksUrl: 'x' },
        { issuer, algorithms: ['HS256'], typ: 'JWT' },
        { issuer },
        7,
      ],
      localTokens: { secret: 'short', algorithm: 'RS256', kid: 'x' },
      scopes: ['a b'],
      implies: { a: ['b'], b: ['c'], c: ['a'] },
      clockSkew: 301,
      dpop: 'on',
      certificate: { mode: 'required', header: 'x-cert' },
      users: {},
      metadata: { name: '', root: 'no', title: 'x' },
      relay: { token: -1 },
      public: ['/health/../mcp', 'health', '//x', '/%2e', '/a?b'],
      trustedProxies: ['10.0.0.0/8', 'proxy.example'],
      cors: 'yes',
    });
    const expected = [
      /^isuer is not an option\.$/,
      /^resource must be the public URL/,
      /^issuers\[0\]\.jwksUrl is not an option\.$/,
      /^issuers\[0\]\.issuer must be the https URL/,
      /^issuers\[1\]\.algorithms\[0\] must be an asymmetric/,
      /^issuers\[1\]\.typ must be 'at\+jwt'/,
      /^issuers\[3\] must be an object/,
      /^localTokens\.kid is not an option/,
      /^localTokens\.secret must have 32 bytes/,
      /^localTokens\.algorithm must be HS256/,
      /^scopes\[0\] must be a scope/,
      /^implies has a cycle/,
      /^clockSkew must be at most 300 seconds/,
      /^dpop must be/,
      /^users must be a store/,
      /^metadata\.name must be/,
      /^metadata\.root must be/,
      /^metadata\.title is not an option/,
      /^relay\.token must be/,
      /^public\[0\] must be/,
      /^public\[1\] must be/,
      /^public\[2\] must be/,
      /^public\[3\] must be/,
      /^public\[4\] must be/,
      /^trustedProxies: proxy\.example is neither/,
      /^cors must be/,
    ];
    for (const pattern of expected) {
      assert.ok(
        problems.some((problem) => pattern.test(problem)),
        `${pattern} in\n${problems.join('\n')}`,
      );
    }
  });

  it('are refused when they contradict one another', () => {
    const store = sqliteUsers(new DatabaseSync(':memory:'));
    const introspection = { clientId: 'c', clientSecret: 's' };
    const { publicKey } = elliptic;
    const table: readonly (readonly [object, RegExp])[] = [
      [{}, /issuer, issuers or localTokens must be set/],
      [{ issuers: [] }, /issuer, issuers or localTokens must be set/],
      [{ issuer, issuers: [{ issuer: 'https://b.example' }] }, /cannot be set together/],
      [{ issuers: [{ issuer }, { issuer }] }, /listed twice/],
      [
        {
          issuers: [
            { issuer, introspection },
            { issuer: 'https://b.example', introspection },
          ],
        },
        /Only one issuer can have introspection/,
      ],
      [
        { issuers: [{ issuer, introspection, introspect: async () => ({}) }] },
        /introspection and introspect cannot be set together/,
      ],
      [{ issuers: [{ issuer, introspect: 'here' }] }, /issuers\[0\]\.introspect must be a function/],
      [
        {
          issuers: [
            { issuer, introspection },
            { issuer: 'https://b.example', introspect: async () => ({}) },
          ],
        },
        /Only one issuer can have introspection/,
      ],
      [{ issuers: [{ issuer, introspection: { clientId: 'c' } }] }, /either clientSecret or privateKey/],
      [
        {
          issuers: [
            { issuer, introspection: { clientId: 'c', privateKey: elliptic.privateKey, algorithm: 'RS256' } },
          ],
        },
        /no key for RS256/,
      ],
      [{ localTokens: {} }, /either secret or publicKey/],
      [{ localTokens: { secret, publicKey } }, /either secret or publicKey/],
      [{ localTokens: { publicKey, algorithm: 'ES256' } }, /issuer must be set/],
      [{ localTokens: { publicKey, issuer: 'urn:x' } }, /must be ES256, RS256 or EdDSA/],
      [{ localTokens: { publicKey, issuer: 'urn:x', algorithm: 'HS256' } }, /must be ES256, RS256 or EdDSA/],
      [{ localTokens: { publicKey, issuer: 'urn:x', algorithm: 'EdDSA' } }, /no key for EdDSA/],
      [
        {
          localTokens: {
            publicKey: { ...publicKey.export({ format: 'jwk' }), use: 'enc' },
            issuer: 'urn:x',
            algorithm: 'ES256',
          },
        },
        /no key for ES256/,
      ],
      [
        { localTokens: { publicKey: elliptic.privateKey, issuer: 'urn:x', algorithm: 'ES256' } },
        /must be a public key/,
      ],
      [{ issuer, localTokens: { secret, issuer } }, /another than those of issuers/],
      [{ issuer, autoProvision: true }, /autoProvision needs users/],
      [{ issuer, userinfo: true }, /userinfo needs users/],
      [{ issuer, unknownUsers: 'deny' }, /unknownUsers needs users/],
      [{ issuer, certificate: { mode: 'accepted', header: 'x' } }, /needs trustedProxies/],
      [{ localTokens: { secret }, relay: true }, /relay needs an issuer/],
      [
        { resource: 'https://mcp.example', withoutAuthentication: { owner: 'x', from: 'loopback' } },
        /must be on loopback/,
      ],
    ];
    for (const [options, pattern] of table) assert.match(problemsOf(options).join('\n'), pattern);
    assert.deepEqual(problemsOf({ issuer, users: store, autoProvision: true, userinfo: true }), []);
  });

  it('warn of what is allowed and dangerous, at every start', () => {
    const { logged } = resolved({
      resource: 'http://mcp.intranet.example/mcp',
      issuers: [{ issuer, audience: 'unchecked', userClaim: 'email' }],
      withoutAuthentication: { owner: 'everybody', from: 'anywhere' },
    });
    assert.deepEqual(
      logged.map(({ message }) => message.split(':')[0]),
      ['audience is unchecked', 'users of https', 'resource is http', 'authentication is off'],
    );
  });

  it('of an MCP server never leave the audience unchecked', () => {
    const options = { issuers: [{ issuer, audience: 'unchecked' }] };
    assert.deepEqual(problemsOf(options), []);
    assert.match(problemsOf(options, mcp).join(), /must check the audience/);
  });

  it('never tell a secret in a problem', () => {
    const hidden = 'hunter2-hunter2';
    const problems = problemsOf({
      localTokens: { secret: hidden, publicKey: `-----BEGIN ${hidden}` },
      dpop: { mode: 'accepted', nonceSecret: hidden },
      issuers: [{ issuer, introspection: { clientId: 'c', clientSecret: [hidden], privateKey: hidden } }],
    });
    assert.ok(problems.length >= 4);
    assert.doesNotMatch(problems.join('\n'), /hunter2/);
  });

  it('set the limits of the relay, of which the first issuer is the target', () => {
    const two = [{ issuer }, { issuer: 'https://b.example' }];
    const { relay } = resolved({ issuers: two, relay: true });
    assert.deepEqual([relay?.issuer, relay?.rates], [issuer, { authorize: 60, token: 60, register: 30 }]);
    const limited = resolved({ issuer, relay: { token: 5 } }).relay;
    assert.deepEqual(limited?.rates, { authorize: 60, token: 5, register: 30 });
    assert.equal(resolved({ issuer, relay: false }).relay, null);
  });

  it('of an MCP server guard its tools; other services have none', () => {
    const toolScopes = { write_file: ['files:write'] };
    assert.deepEqual(resolved({ issuer, toolScopes }, mcp).toolScopes, toolScopes);
    assert.match(problemsOf({ issuer, toolScopes }).join(), /option of MCP servers only/);
    assert.match(
      problemsOf({ issuer, toolScopes: { x: 'files:write' } }, mcp).join(),
      /^toolScopes\.x must be/,
    );
  });
});
