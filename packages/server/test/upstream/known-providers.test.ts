import { strict as assert } from 'node:assert';
import { describe, it } from 'node:test';
import { plainBrowser } from '../e2e/plain-browser.ts';
import { type Profile, upstreamClient } from './provider.ts';
import { asKnown, rowsOf, startThroughWorld, type ThroughOptions } from './world.ts';

type Case = ThroughOptions & {
  readonly what: string;
  readonly profile: Profile;
  readonly apis: Readonly<Record<string, unknown>>;
  readonly expected: Readonly<Record<'subject' | 'username' | 'email' | 'email_verified', unknown>>;
};

const tid = '3f2b1c0d-1111-4222-8333-444455556666';
const oid = '9a8b7c6d-5555-4666-8777-888899990000';

/** The exact endpoints of each (product.md §6). */
const cases: readonly Case[] = [
  {
    what: 'GitHub, by its list of addresses alone',
    provider: 'github',
    routes: { authorization: '/login/oauth/authorize', token: '/login/oauth/access_token' },
    scopes: ['user:email'],
    authentication: 'client_secret_post',
    issuerPath: '/login/oauth',
    environment: ({ origin }) => asKnown('GITHUB', { GITHUB_URL: origin, GITHUB_API_URL: `${origin}/api` }),
    profile: { sub: '4711' },
    apis: {
      '/api/user': { id: 4711, login: 'Zoe', name: 'Zoë', email: 'profile@evil.example' },
      '/api/user/emails': [
        { email: 'unverified@acme.example', primary: true, verified: false },
        { email: 'zoe@acme.example', primary: false, verified: true },
      ],
    },
    expected: { subject: '4711', username: 'Zoe', email: 'zoe@acme.example', email_verified: 1 },
  },
  {
    what: 'Gitea, whose addresses are never verified',
    provider: 'gitea',
    routes: { authorization: '/login/oauth/authorize', token: '/login/oauth/access_token' },
    scopes: ['read:user'],
    authentication: 'client_secret_post',
    environment: ({ origin }) => asKnown('GITEA', { GITEA_URL: origin }),
    profile: { sub: '7' },
    apis: { '/api/v1/user': { id: 7, login: 'zoe', full_name: 'Zoë', email: 'zoe@acme.example' } },
    expected: { subject: '7', username: 'zoe', email: 'zoe@acme.example', email_verified: 0 },
  },
  {
    what: 'GitLab, whose addresses are never verified',
    provider: 'gitlab',
    routes: { authorization: '/oauth/authorize', token: '/oauth/token' },
    scopes: ['read_user'],
    authentication: 'client_secret_post',
    environment: ({ origin }) => asKnown('GITLAB', { GITLAB_URL: origin }),
    profile: { sub: '8' },
    apis: { '/api/v4/user': { id: 8, username: 'zoe', name: 'Zoë', email: 'zoe@acme.example' } },
    expected: { subject: '8', username: 'zoe', email: 'zoe@acme.example', email_verified: 0 },
  },
  ...(
    [
      ['a member of the tenant', 'Member', 1],
      ['a guest of the tenant, whose address anybody may have written', 'Guest', 0],
    ] as const
  ).map(
    ([who, userType, email_verified]): Case => ({
      what: `Microsoft: ${who}`,
      provider: 'microsoft',
      issuerPath: `/${tid}/v2.0`,
      routes: {
        authorization: `/${tid}/oauth2/v2.0/authorize`,
        token: `/${tid}/oauth2/v2.0/token`,
        jwks: `/${tid}/discovery/v2.0/keys`,
      },
      scopes: ['User.Read'],
      idTokenClaims: ['tid', 'oid', 'email'],
      authentication: 'client_secret_post',
      environment: ({ origin }) =>
        asKnown('MICROSOFT', {
          ...{ MICROSOFT_URL: origin, MICROSOFT_GRAPH_URL: `${origin}/graph` },
          MICROSOFT_TENANT_ID: tid,
        }),
      profile: { sub: 'pairwise', tid, oid, email: 'zoe@acme.example' },
      apis: { '/graph/v1.0/me': { id: oid, userType, mailNickname: 'zoe.nick' } },
      expected: { subject: `${tid} ${oid}`, username: null, email: 'zoe@acme.example', email_verified },
    }),
  ),
];

// product.md §6 github, §6 gitea, §6 gitlab, §6 microsoft
describe('providers that the server knows', () => {
  for (const { what, profile, apis, expected, ...options } of cases) {
    it(`${what} — product.md §6, operations.md §2 GITHUB_URL`, async () => {
      const world = await startThroughWorld(options);
      try {
        world.upstream.profile = profile;
        for (const [path, answer] of Object.entries(apis)) world.upstream.apis.set(path, answer);
        const answer = await world.signsIn(plainBrowser(world.server));
        assert.equal(answer.headers.get('location'), '/account/sessions', world.server.logged.join('\n'));
        const [connection] = await rowsOf(world, 'connection');
        const { subject, username, email, email_verified } = connection ?? {};
        assert.deepEqual({ subject, username, email, email_verified }, expected);
        assert.equal(world.upstream.lastRequest.get('client_id'), upstreamClient.id);
      } finally {
        await world.stop();
      }
    });
  }

  // product.md I-9, operations.md §11 provider: what cannot be had is no fault of ours, and leaves a trace
  it('say so when the provider cannot be reached', async () => {
    const world = await startThroughWorld();
    const { upstream } = world;
    const browser = plainBrowser(world.server);
    await upstream.stop();
    const answer = await browser.get('/auth/login/acme');
    assert.equal(answer.status, 502);
    assert.match(await answer.text(), /did not answer as it should/);
    await world.server.stop();
  });
});
