import assert from 'node:assert/strict';
import { publicApp, register, registered } from '../conversation/registration.ts';
import type { Case, Difference } from '../run/case.ts';
import { expectError } from '../wire/answer.ts';
import { expectErrorPage } from '../wire/authorization.ts';

// clients.md §6: which redirect URIs a client may register, and what a request may then name.

const needs: Case['needs'] = ['registration'];
const webOnly: Difference = {
  reason: 'it takes such addresses from clients that say they are native',
  seen: /got 400 invalid_redirect_uri/,
};
const lenient: Difference = {
  reason: 'it trusts the registration with the form of an address',
  seen: /got 201/,
};
const requirements = [
  'clients.md §6 Absolute URI',
  'clients.md §6 Always refused',
  'clients.md §15 Redirect URI with more',
  'clients.md §15 Loopback look-alikes',
  'RFC 7591 §3.2.2',
  'RFC 7591 §5',
] as const;

const accepted: readonly (readonly [string, string, Difference?])[] = [
  ['https', 'https://app.example/cb'],
  ['https with a port', 'https://app.example:8443/cb'],
  ['https without a path', 'https://app.example'],
  ['https with a query of its own', 'https://app.example/cb?tenant=1&x=%20'],
  ['https on an address', 'https://192.0.2.7/cb'],
  ['https on localhost', 'https://localhost:8443/cb'],
  ['http on localhost', 'http://localhost/callback'],
  ['http on localhost with a port', 'http://localhost:3118/callback'],
  ['http on 127.0.0.1', 'http://127.0.0.1/callback'],
  ['http on 127.0.0.1 with a port and no path', 'http://127.0.0.1:33418'],
  ['http on [::1]', 'http://[::1]:7777/oauth/callback'],
  ['a private-use scheme with a dot', 'com.example.app:/oauth', webOnly],
  ['a private-use scheme without a dot', 'cursor://anysphere.cursor-mcp/oauth/callback', webOnly],
  ['a private-use scheme in capitals', 'ExampleApp://callback', webOnly],
];

const refused: readonly (readonly [string, string, Difference?])[] = [
  ['http on a name', 'http://app.example/cb', lenient],
  ['http on a name that starts like localhost', 'http://localhost.evil.example/cb', lenient],
  ['http on another loopback address', 'http://127.0.0.2/cb', lenient],
  ['http on a private address', 'http://192.168.1.7/cb', lenient],
  ['http on localhost with a dot', 'http://localhost./cb', lenient],
  ['localhost as user information', 'http://localhost:1@evil.example/cb', lenient],
  ['user information', 'https://user:pass@app.example/cb', lenient],
  ['a fragment', 'https://app.example/cb#part'],
  ['an empty fragment', 'https://app.example/cb#'],
  ['a wildcard host', 'https://*.app.example/cb', lenient],
  ['a wildcard path', 'https://app.example/*', lenient],
  ['a space', 'https://app.example/c b', lenient],
  ['a line break', 'https://app.example/c\nb', lenient],
  ['a control character', 'https://app.example/c\u0001b', lenient],
  ['a backslash', 'https://app.example\\@evil.example/cb', lenient],
  ['no scheme', '//app.example/cb'],
  ['a path alone', '/cb'],
  ['nothing', ''],
  ['https without a host', 'https:///cb', lenient],
  ['2049 characters', `https://app.example/${'r'.repeat(2029)}`, lenient],
  ...(
    [
      'javascript:alert(1)',
      'data:text/html,x',
      'vbscript:x',
      'file:///etc/passwd',
      'filesystem:https://app.example/x',
      'blob:https://app.example/x',
      'about:blank',
      'view-source:https://app.example/',
      'ftp://app.example/cb',
      'ws://app.example/cb',
      'wss://app.example/cb',
      'mailto:app@app.example',
      'urn:ietf:wg:oauth:2.0:oob',
      'urn:ietf:wg:oauth:2.0:oob:auto',
      'JavaScript:alert(1)',
      'DATA:text/html,x',
      'Urn:ietf:wg:oauth:2.0:oob',
    ] as const
  ).map((uri): readonly [string, string] => [`the scheme of ${uri}`, uri]),
];

const registrations: readonly Case[] = [
  ...accepted.map(
    ([what, uri, reference]): Case => ({
      name: `a client may register ${what}`,
      requirements: [
        'clients.md §6 Absolute URI',
        'clients.md §6 Private-use schemes',
        'RFC 7591 §2',
        'RFC 8252 §7',
      ],
      needs,
      ...(reference === undefined ? {} : { differs: { reference } }),
      async run(t) {
        const { answer } = await registered(t, publicApp({ redirect_uris: [uri] }));
        assert.deepEqual(answer.json['redirect_uris'], [uri]);
      },
    }),
  ),
  ...refused.map(
    ([what, uri, reference]): Case => ({
      name: `a client may not register ${what}`,
      requirements,
      needs,
      ...(reference === undefined ? {} : { differs: { reference } }),
      async run(t) {
        expectError(await register(t, publicApp({ redirect_uris: [uri] })), 400, 'invalid_redirect_uri');
      },
    }),
  ),
  ...(['web', 'native'] as const).map(
    (application_type): Case => ({
      name: `a client that says it is ${application_type} may register all kinds of redirect URIs together`,
      requirements: ['clients.md §2 application_type', 'clients.md §6 Absolute URI', 'RFC 8252 §7'],
      needs,
      ...(application_type === 'web' ? { differs: { reference: webOnly } } : {}),
      async run(t) {
        const redirect_uris = ['https://app.example/cb', 'com.example.app:/cb', 'http://localhost:3000/cb'];
        await registered(t, publicApp({ redirect_uris, application_type }));
      },
    }),
  ),
];

const httpsOnLoopback: Difference = {
  reason: 'it takes https on loopback from web clients only',
  seen: /got 400 invalid_redirect_uri/,
};

type Row = readonly [registered: string, requested: string, verdict: 'yes' | 'no'];

const table: readonly Row[] = [
  ['http://localhost/callback', 'http://localhost:58135/callback', 'yes'],
  ['http://localhost/callback', 'http://localhost/callback', 'yes'],
  ['http://[::1]/cb', 'http://[::1]:9/cb', 'yes'],
  ['http://127.0.0.1/', 'http://127.0.0.1:50000/', 'yes'],
  ['http://127.0.0.1:33418/', 'http://127.0.0.1:50000/', 'yes'],
  ['http://127.0.0.1:33418/', 'http://127.0.0.1/', 'yes'],
  ['http://localhost/callback', 'http://127.0.0.1:5000/callback', 'no'],
  ['http://localhost/callback', 'http://localhost.evil.example/callback', 'no'],
  ['http://localhost/callback', 'http://localhost:1@evil.example/callback', 'no'],
  ['http://localhost/callback', 'http://localhost:5000/callback/', 'no'],
  ['http://localhost/callback', 'http://localhost:5000/callback?x=1', 'no'],
  ['http://localhost/callback', 'http://localhost:5000/Callback', 'no'],
  ['http://localhost/callback', 'http://LOCALHOST:5000/callback', 'no'],
  ['http://localhost/callback', 'https://localhost:5000/callback', 'no'],
  ['http://localhost/callback', 'http://localhost:99999/callback', 'no'],
  ['https://a.example/cb', 'https://a.example/cb/', 'no'],
  ['https://a.example/cb', 'https://a.example:443/cb', 'no'],
  ['https://a.example/cb', 'https://a.example/cb?x=1', 'no'],
  ['https://a.example/cb', 'https://A.example/cb', 'no'],
  ['https://localhost/cb', 'https://localhost:8443/cb', 'no'],
  ['cursor://anysphere.cursor-mcp/oauth/callback', 'cursor://anysphere.cursor-mcp/oauth/callback', 'yes'],
  ['cursor://anysphere.cursor-mcp/oauth/callback', 'cursor://anysphere.cursor-mcp/oauth/callback/', 'no'],
  ['cursor://anysphere.cursor-mcp/oauth/callback', 'cursor://other/oauth/callback', 'no'],
  ['cursor://anysphere.cursor-mcp/oauth/callback', 'Cursor://anysphere.cursor-mcp/oauth/callback', 'no'],
];

const matching: readonly Case[] = table.map(([uri, requested, verdict]) => ({
  name: `a native client that registered ${uri} is ${verdict === 'yes' ? 'answered' : 'refused'} at ${requested}`,
  requirements: [
    'clients.md §6 Matching',
    'clients.md §6 any port',
    'clients.md §6 registered with a port',
    'clients.md §6 other host',
    'RFC 8252 §7.3',
    'RFC 8252 §8.4',
    'RFC 9700 §2.1',
  ],
  needs: ['registration', 'native'],
  ...(uri.startsWith('https://localhost') ? { differs: { reference: httpsOnLoopback } } : {}),
  async run(t) {
    const metadata = publicApp({ redirect_uris: [uri], application_type: 'native' });
    const { t: known, client } = await registered(t, metadata);
    const authorization = await known.authorize({
      client: client.client_id,
      parameters: { redirect_uri: requested },
    });
    if (verdict === 'no') return expectErrorPage(authorization, requested);
    authorization.code();
    assert.equal(authorization.deliveredTo, requested);
  },
}));

const ownAddresses: readonly Case[] = [
  ...(['redirect_uris', 'post_logout_redirect_uris'] as const).map(
    (member): Case => ({
      name: `a client may not register the server's own sign-out page in ${member}`,
      requirements: ['clients.md §6 Our own addresses', 'security.md B-8'],
      needs: ['registration', 'house_rules'],
      async run(t) {
        const answer = await register(t, publicApp({ [member]: [`${t.issuer}/logout`] }));
        expectError(
          answer,
          400,
          member === 'redirect_uris' ? 'invalid_redirect_uri' : 'invalid_client_metadata',
        );
      },
    }),
  ),
  {
    name: 'the free port of loopback does not lead to the server itself',
    requirements: ['clients.md §6 Our own addresses', 'security.md B-8', 'RFC 8252 §7.3'],
    needs: ['registration', 'native', 'house_rules'],
    async run(t) {
      const { port } = new URL(t.issuer);
      const { t: known, client } = await registered(t, publicApp({ redirect_uris: ['http://127.0.0.1/cb'] }));
      const redirect_uri = `http://127.0.0.1:${port || '80'}/cb`;
      const refused = await known.authorize({ client: client.client_id, parameters: { redirect_uri } });
      expectErrorPage(refused, redirect_uri);
    },
  },
];

const applicationTypes: readonly Case[] = [
  {
    name: 'a loopback port is free for a client that does not say what it is',
    requirements: ['clients.md §6 Matching', 'clients.md §6 any port', 'RFC 8252 §7.3'],
    needs,
    differs: {
      reference: { reason: 'it takes such a client for a web application', seen: /got page 400/ },
    },
    async run(t) {
      const redirect_uris = ['http://localhost:8787/callback'];
      const { t: known, client } = await registered(t, publicApp({ redirect_uris }));
      const parameters = { redirect_uri: 'http://localhost:5151/callback' };
      (await known.authorize({ client: client.client_id, parameters })).code();
    },
  },
  {
    name: 'a loopback port is fixed for a client that says it is web',
    requirements: ['clients.md §6 Matching', 'RFC 9700 §2.1'],
    needs,
    async run(t) {
      const redirect_uris = ['http://localhost:8787/callback'];
      const metadata = publicApp({ redirect_uris, application_type: 'web' });
      const { t: known, client } = await registered(t, metadata);
      const redirect_uri = 'http://localhost:5151/callback';
      const refused = await known.authorize({ client: client.client_id, parameters: { redirect_uri } });
      expectErrorPage(refused, redirect_uri);
      (await known.authorize({ client: client.client_id })).code();
    },
  },
  {
    name: 'a private-use address and an https address are both answered by 303',
    requirements: ['clients.md §6 Own query', 'clients.md §6 private-use', 'RFC 8252 §7.1'],
    needs: ['registration', 'native', 'house_rules'],
    async run(t) {
      const redirect_uris = ['com.example.app:/cb?kept=1', 'https://app.example/cb?kept=1'];
      const { t: known, client } = await registered(t, publicApp({ redirect_uris }));
      for (const redirect_uri of redirect_uris) {
        const answered = await known.authorize({ client: client.client_id, parameters: { redirect_uri } });
        answered.code();
        assert.equal(answered.redirects.at(-1), 303);
        assert.ok(answered.landing.url.href.startsWith(`${redirect_uri}&`), 'the query was not kept');
      }
    },
  },
  {
    name: 'pages before an answer may be framed by nobody and may lead anywhere',
    requirements: ['clients.md §6 No form-action', 'RFC 9700 §4.16'],
    needs: ['registration', 'house_rules'],
    async run(t) {
      const { t: known, client } = await registered(t, publicApp());
      for (const stopAt of ['sign-in', 'consent'] as const) {
        const { landing } = await known.authorize({ client: client.client_id, purpose: { stopAt } });
        const policy = landing.headers.get('content-security-policy') ?? '';
        assert.match(policy, /frame-ancestors 'none'/);
        assert.ok(!policy.includes('form-action'), 'the policy stops the way back to the client');
      }
    },
  },
];

export const registrationRedirectUriCases: readonly Case[] = [
  ...registrations,
  ...matching,
  ...ownAddresses,
  ...applicationTypes,
];
