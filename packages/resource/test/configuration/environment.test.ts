import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromEnvironment } from '../../src/configuration/environment.ts';
import { ConfigurationError } from '../../src/configuration/problems.ts';
import type { ProtectOptions } from '../../src/configuration/protect-options.ts';
import type { Environment } from '../../src/configuration/variables.ts';

const secret = 'an operator made this of 32 bytes and more';
const issuer = 'https://as.example';
const one = { GRANTOR_OAUTH_ISSUER: issuer };

function problemsOf(environment: Environment): readonly string[] {
  try {
    fromEnvironment(environment);
    return [];
  } catch (error) {
    assert.ok(error instanceof ConfigurationError);
    return error.problems;
  }
}

describe('the environment — resource.md §8 GRANTOR_PUBLIC_URL', () => {
  const table: readonly (readonly [Environment, ProtectOptions])[] = [
    [one, { issuers: [{ issuer }] as never }],
    [{ GRANTOR_JWT_SECRET: secret }, { localTokens: { secret, algorithm: 'HS256' } }],
    [
      { GRANTOR_JWT_SECRET: secret, GRANTOR_JWT_ALGORITHM: 'HS256' },
      { localTokens: { secret, algorithm: 'HS256' } },
    ],
    [{ ...one, GRANTOR_PUBLIC_URL: 'https://mcp.example/' }, { resource: 'https://mcp.example/mcp' }],
    [
      { ...one, GRANTOR_PUBLIC_URL: 'https://mcp.example', GRANTOR_MOUNT_PATH: '/team/' },
      { resource: 'https://mcp.example/team/mcp' },
    ],
    [
      { ...one, GRANTOR_PUBLIC_URL: 'https://mcp.example', GRANTOR_RESOURCE: 'https://mcp.example/own' },
      { resource: 'https://mcp.example/own' },
    ],
    // resource.md §8 GRANTOR_REQUIRED_SCOPES
    [{ ...one, GRANTOR_REQUIRED_SCOPES: ' a  b ' }, { scopes: ['a', 'b'] }],
    [{ ...one, GRANTOR_OAUTH_AUTO_PROVISION: 'true' }, { autoProvision: true }],
    [{ ...one, GRANTOR_OAUTH_AUTO_PROVISION: 'False' }, { autoProvision: false }],
    [{ ...one, GRANTOR_OAUTH_PROXY: 'false', GRANTOR_OAUTH_PROXY_RATE_TOKEN: '5' }, { relay: false }],
    [{ GRANTOR_AUTH_REQUIRED: 'false' }, { withoutAuthentication: { owner: 'local', from: 'loopback' } }],
    [
      {
        GRANTOR_AUTH_REQUIRED: 'FALSE',
        GRANTOR_DEFAULT_OWNER: 'ada',
        GRANTOR_PUBLIC_URL: 'https://mcp.example',
      },
      { withoutAuthentication: { owner: 'ada', from: 'anywhere' } },
    ],
    [{ ...one, GRANTOR_AUTH_REQUIRED: 'true', GRANTOR_DEFAULT_OWNER: 'ada', GRANTOR_JWT_SECRET: '' }, {}],
  ];
  for (const [environment, expected] of table) {
    it(`${JSON.stringify(environment).replace(secret, '…')} is ${JSON.stringify(expected).replace(secret, '…')}`, () => {
      const options = fromEnvironment(environment);
      const told = Object.fromEntries(
        Object.keys(expected).map((name) => [name, options[name as keyof ProtectOptions]]),
      );
      assert.deepEqual(JSON.parse(JSON.stringify(told)), expected);
      assert.equal(options.withoutAuthentication === undefined, expected.withoutAuthentication === undefined);
    });
  }

  it('gives every issuer the audience and the claim, and a single one its keys and introspection — resource.md §8 GRANTOR_OAUTH_ISSUER, resource.md §8 GRANTOR_OAUTH_AUDIENCE, resource.md §8 GRANTOR_OAUTH_JWKS_URI, resource.md §8 GRANTOR_OAUTH_USER_CLAIM, resource.md §8 GRANTOR_INTROSPECTION_CLIENT_ID', () => {
    const { issuers } = fromEnvironment({
      GRANTOR_OAUTH_ISSUER: 'https://tenant.auth0.example/, https://kc.example/realms/main',
      GRANTOR_OAUTH_AUDIENCE: 'https://api.example, api',
      GRANTOR_OAUTH_USER_CLAIM: 'employee',
    });
    assert.deepEqual(
      issuers?.map((each) => [each.issuer, each.audience, each.userClaim]),
      [
        ['https://tenant.auth0.example/', ['https://api.example', 'api'], 'employee'],
        ['https://kc.example/realms/main', ['https://api.example', 'api'], 'employee'],
      ],
    );
    const single = fromEnvironment({
      ...one,
      GRANTOR_OAUTH_AUDIENCE: '*',
      GRANTOR_OAUTH_JWKS_URI: 'https://as.example/keys',
      GRANTOR_INTROSPECTION_CLIENT_ID: 'api',
      GRANTOR_INTROSPECTION_CLIENT_SECRET: 's3',
    });
    assert.deepEqual(JSON.parse(JSON.stringify(single.issuers)), [
      {
        issuer,
        audience: 'unchecked',
        jwksUri: 'https://as.example/keys',
        introspection: { clientId: 'api', clientSecret: 's3' },
      },
    ]);
  });

  it('sets the limits of the relay — resource.md §8 GRANTOR_OAUTH_PROXY', () => {
    const options = fromEnvironment({
      ...one,
      GRANTOR_OAUTH_PROXY: 'true',
      GRANTOR_OAUTH_PROXY_RATE_AUTHORIZE: '1',
      GRANTOR_OAUTH_PROXY_RATE_TOKEN: '2',
    });
    assert.deepEqual(options.relay, { authorize: 1, token: 2, register: undefined });
  });

  it('must name an issuer or a secret while authentication is required — resource.md §8 Neither secret nor issuer, resource.md §8 GRANTOR_JWT_SECRET', () => {
    assert.match(problemsOf({}).join(), /^GRANTOR_OAUTH_ISSUER or GRANTOR_JWT_SECRET must be set/);
    assert.match(problemsOf({ GRANTOR_OAUTH_ISSUER: ' ', GRANTOR_JWT_SECRET: '' }).join(), /must be set/);
  });

  it('lets everybody in only on loopback, unless an owner is named — resource.md §8 GRANTOR_AUTH_REQUIRED', () => {
    const open = { GRANTOR_AUTH_REQUIRED: 'false', GRANTOR_PUBLIC_URL: 'https://mcp.example' };
    assert.match(problemsOf(open).join(), /^GRANTOR_DEFAULT_OWNER must be set/);
    assert.deepEqual(problemsOf({ ...open, GRANTOR_PUBLIC_URL: 'http://localhost:3000' }), []);
  });

  it('tells every problem at once, by its variable and without secrets', () => {
    const problems = problemsOf({
      GRANTOR_AUTH_REQUIRED: 'yes',
      GRANTOR_PUBLIC_URL: 'mcp.example',
      GRANTOR_MOUNT_PATH: 'team',
      GRANTOR_RESOURCE: 'https://mcp.example/#x',
      GRANTOR_OAUTH_ISSUER: 'https://a.example,http://b.example,https://a.example',
      GRANTOR_OAUTH_AUDIENCE: '*,https://api.example',
      GRANTOR_OAUTH_JWKS_URI: 'ftp://a.example',
      GRANTOR_OAUTH_AUTO_PROVISION: '1',
      GRANTOR_JWT_SECRET: 'hunter2',
      GRANTOR_JWT_ALGORITHM: 'none',
      GRANTOR_INTROSPECTION_CLIENT_ID: 'api',
      GRANTOR_REQUIRED_SCOPES: 'a"b',
      GRANTOR_OAUTH_PROXY: 'maybe',
      GRANTOR_OAUTH_PROXY_RATE_AUTHORIZE: '-1',
      GRANTOR_OAUTH_PROXY_RATE_TOKEN: '1e3',
      GRANTOR_OAUTH_PROXY_RATE_REGISTER: 'x',
    });
    const blamed = [
      'GRANTOR_AUTH_REQUIRED',
      'GRANTOR_PUBLIC_URL',
      'GRANTOR_MOUNT_PATH',
      'GRANTOR_RESOURCE',
      'GRANTOR_OAUTH_ISSUER',
      'GRANTOR_OAUTH_AUDIENCE',
      'GRANTOR_OAUTH_JWKS_URI',
      'GRANTOR_OAUTH_AUTO_PROVISION',
      'GRANTOR_JWT_SECRET',
      'GRANTOR_JWT_ALGORITHM',
      'GRANTOR_INTROSPECTION_CLIENT_ID',
      'GRANTOR_REQUIRED_SCOPES',
      'GRANTOR_OAUTH_PROXY',
      'GRANTOR_OAUTH_PROXY_RATE_AUTHORIZE',
      'GRANTOR_OAUTH_PROXY_RATE_TOKEN',
      'GRANTOR_OAUTH_PROXY_RATE_REGISTER',
    ];
    for (const name of blamed)
      assert.ok(
        problems.some((problem) => problem.startsWith(`${name} `)),
        name,
      );
    assert.doesNotMatch(problems.join('\n'), /hunter2/);
  });

  it('keeps to one issuer what can only be of one', () => {
    const two = { GRANTOR_OAUTH_ISSUER: 'https://a.example,https://b.example' };
    assert.match(
      problemsOf({ ...two, GRANTOR_OAUTH_JWKS_URI: 'https://a.example/k' }).join(),
      /JWKS_URI needs exactly one/,
    );
    const introspection = { GRANTOR_INTROSPECTION_CLIENT_ID: 'a', GRANTOR_INTROSPECTION_CLIENT_SECRET: 'b' };
    assert.match(problemsOf({ ...two, ...introspection }).join(), /CLIENT_ID needs exactly one/);
    assert.match(
      problemsOf({ GRANTOR_JWT_SECRET: secret, GRANTOR_OAUTH_PROXY: 'true' }).join(),
      /PROXY needs an issuer/,
    );
  });

  it('of this process is read when none is given', () => {
    process.env['GRANTOR_OAUTH_ISSUER'] = issuer;
    try {
      assert.equal(fromEnvironment().issuers?.[0]?.issuer, issuer);
    } finally {
      delete process.env['GRANTOR_OAUTH_ISSUER'];
    }
  });
});
