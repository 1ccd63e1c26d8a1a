import { expectInvalidToken, expectServed, type Service, seconds, type TokenWish } from '../conversation.ts';
import type { ProtectedCase } from '../protected-case.ts';

// Which tokens get through (resource.md §2): each case differs from a good token in one thing.

interface Bad {
  readonly what: string;
  readonly wish: (service: Service) => TokenWish;
  readonly requirements: ProtectedCase['requirements'];
  readonly needs?: ProtectedCase['needs'];
  readonly differs?: ProtectedCase['differs'];
}

const served = 'the service was reached';
const reached = (reason: string): ProtectedCase['differs'] => ({
  reference: { reason, seen: new RegExp(served) },
});

const bad: readonly Bad[] = [
  {
    what: 'that expired',
    wish: () => ({ claims: { exp: seconds() - 120 } }),
    requirements: ['RFC 7519 §4.1', 'resource.md §2 exp'],
  },
  {
    what: 'whose exp is a text',
    wish: () => ({ claims: { exp: String(seconds() + 300) } }),
    requirements: ['RFC 9068 §2.2', 'resource.md §2 exp'],
  },
  {
    what: 'without exp',
    wish: () => ({ claims: { exp: undefined } }),
    requirements: ['RFC 9068 §2.2', 'resource.md §2 exp'],
  },
  {
    what: 'whose nbf is ahead',
    wish: () => ({ claims: { nbf: seconds() + 120 } }),
    requirements: ['RFC 7519 §4.1', 'resource.md §2 exp'],
  },
  {
    what: 'whose iat is ahead',
    wish: () => ({ claims: { iat: seconds() + 120 } }),
    requirements: ['resource.md §2 exp'],
    differs: reached('jose looks at iat only where a greatest age is asked for'),
  },
  {
    what: 'of another audience',
    wish: () => ({ claims: { aud: 'https://other.example/mcp' } }),
    requirements: ['RFC 9068 §4', 'RFC 8707 §2', 'resource.md §2 aud', 'clients.md §12 audience checked'],
  },
  {
    what: 'of audiences that are all others',
    wish: () => ({ claims: { aud: ['https://other.example/mcp', 'https://another.example/'] } }),
    requirements: ['RFC 9068 §4', 'resource.md §2 aud'],
  },
  {
    what: 'of an audience that only begins so',
    wish: ({ url }) => ({ claims: { aud: `${url}/more` } }),
    requirements: ['RFC 9068 §4', 'resource.md §2 aud'],
  },
  {
    what: 'of the origin as a whole',
    wish: ({ url }) => ({ claims: { aud: new URL(url).origin } }),
    requirements: ['RFC 9068 §4', 'resource.md §2 aud'],
    needs: ['set_ups'], // there it has a path
  },
  {
    what: 'of no audience in a list',
    wish: () => ({ claims: { aud: [] } }),
    requirements: ['RFC 9068 §4', 'resource.md §2 aud'],
  },
  {
    what: 'without audience',
    wish: () => ({ claims: { aud: undefined } }),
    requirements: ['RFC 9068 §4', 'resource.md §2 aud'],
  },
  {
    what: 'of another issuer',
    wish: () => ({ claims: { iss: 'https://evil.example' } }),
    requirements: ['RFC 9068 §4', 'resource.md §2 iss'],
  },
  {
    what: 'without issuer',
    wish: () => ({ claims: { iss: undefined } }),
    requirements: ['RFC 9068 §4', 'resource.md §2 iss'],
  },
  {
    what: 'whose issuer has one slash more',
    wish: ({ issuer }) => ({ claims: { iss: `${issuer.name}/` } }),
    requirements: ['RFC 9068 §4', 'resource.md §2 iss'],
  },
  {
    what: 'with the type of another kind of token',
    wish: () => ({ header: { typ: 'logout+jwt' } }),
    requirements: ['RFC 9068 §4', 'RFC 8725 §3.11', 'resource.md §2 type'],
    differs: reached('the verification is told no type'),
  },
  {
    what: 'that is an ID token',
    wish: () => ({ header: { typ: 'JWT' }, claims: { at_hash: 'x', nonce: 'y' } }),
    requirements: ['RFC 8725 §3.11', 'resource.md §2 type'],
    differs: reached('the verification looks at no claim of ID tokens'),
  },
  {
    what: 'that is bound to a key and comes as Bearer',
    wish: () => ({ claims: { cnf: { jkt: 'x' } } }),
    requirements: ['RFC 9449 §7', 'resource.md §2 cnf.jkt'],
    differs: reached('the SDK knows no sender constraint'),
  },
  {
    what: 'whose confirmation nobody understands',
    wish: () => ({ claims: { cnf: { kid: 'x' } } }),
    requirements: ['RFC 7800 §3', 'resource.md §2 other cnf members'],
    differs: reached('the SDK knows no sender constraint'),
  },
];

const badCases = bad.map(
  ({ what, wish, requirements, needs = [], differs }): ProtectedCase => ({
    name: `a token ${what} is refused`,
    requirements,
    needs,
    ...(differs === undefined ? {} : { differs }),
    async run(t) {
      const service = t.service();
      expectInvalidToken(await service.present(wish(service)));
    },
  }),
);

const good: readonly (readonly [what: string, wish: (service: Service) => TokenWish])[] = [
  ['with every claim in order', () => ({})],
  [
    'for several audiences, this one among them',
    ({ url }) => ({ claims: { aud: ['https://o.example', url] } }),
  ],
  ['by the other key of the issuer', ({ issuer }) => ({ key: issuer.rsaKey })],
  ['with a type that many servers send', () => ({ header: { typ: 'JWT' } })],
  ['without a type', () => ({ header: { typ: undefined } })],
];

const goodCases = good.map(
  ([what, wish]): ProtectedCase => ({
    name: `a token ${what} is served`,
    requirements: ['resource.md §2 aud', 'resource.md §2 key', 'resource.md §2 type'],
    async run(t) {
      const service = t.service();
      expectServed(await service.present(wish(service)));
    },
  }),
);

export const tokenCases: readonly ProtectedCase[] = [
  ...goodCases,
  ...badCases,
  {
    name: 'a token that is no token is refused',
    requirements: ['RFC 6750 §3', 'resource.md §6 revoked'],
    async run(t) {
      for (const token of ['garbage', 'a.b.c', 'eyJhbGciOiJFUzI1NiJ9.e30.'])
        expectInvalidToken(await t.service().ask({ token }));
    },
  },
  {
    name: 'an issuer whose name ends with a slash is that one, slash included',
    requirements: ['RFC 9068 §4', 'resource.md §2 iss'],
    needs: ['set_ups'],
    async run(t) {
      const service = t.service('slash');
      expectServed(await service.present());
      const bare = service.issuer.name.slice(0, -1);
      expectInvalidToken(await service.present({ claims: { iss: bare } }));
    },
  },
];
