import assert from 'node:assert/strict';
import {
  challengeOf,
  expectRefused,
  metadataUrlOf,
  type Service,
  type ServiceAnswer,
  seconds,
} from '../conversation.ts';
import type { ProtectedCase } from '../protected-case.ts';

// What is said to those who are refused, word for word (resource.md §6).

interface Refusal {
  readonly what: string;
  /** Its row of resource.md §6. */
  readonly row: string;
  readonly ask: (service: Service) => Promise<ServiceAnswer>;
  readonly status: number;
  readonly code: string;
  readonly description: string;
  /** What comes before the address of the metadata. */
  readonly challenge: string;
}

const scope = 'scope="files:read files:write", ';
const invalid = (description: string): Pick<Refusal, 'status' | 'code' | 'description' | 'challenge'> => ({
  status: 401,
  code: 'invalid_token',
  description,
  challenge: `error="invalid_token", error_description="${description}", ${scope}`,
});
const notValid = invalid('The access token is not valid for this resource');
const needed = 'This operation needs the scope files:read files:write';

const refusals: readonly Refusal[] = [
  {
    what: 'no token',
    row: 'no credentials',
    ask: (service) => service.ask(),
    status: 401,
    code: 'invalid_token',
    description: 'An access token is required',
    challenge: scope,
  },
  {
    what: 'an expired token',
    row: 'expired',
    ask: (service) => service.present({ claims: { exp: seconds() - 3600 } }),
    ...invalid('The access token expired'),
  },
  {
    what: 'a token for somebody else',
    row: 'revoked',
    ask: (service) => service.present({ claims: { aud: 'https://other.example' } }),
    ...notValid,
  },
  {
    what: 'a token that is none',
    row: 'revoked',
    ask: (service) => service.ask({ token: 'a.b.c' }),
    ...notValid,
  },
  {
    what: 'a token with too few scopes',
    row: 'scope missing',
    ask: (service) => service.present({ claims: { scope: 'files:read' } }),
    status: 403,
    code: 'insufficient_scope',
    description: needed,
    challenge: `error="insufficient_scope", error_description="${needed}", ${scope}`,
  },
  {
    what: 'two credentials',
    row: 'malformed',
    ask: (service) => service.present({}, { query: '?access_token=x' }),
    status: 400,
    code: 'invalid_request',
    description: 'The request carries more than one credential',
    challenge: 'error="invalid_request", error_description="The request carries more than one credential", ',
  },
];

const needs: ProtectedCase['needs'] = ['house_texts', 'scopes', 'set_ups'];

export const answerCases: readonly ProtectedCase[] = [
  ...refusals.map(
    ({ what, row, ask, status, code, description, challenge }): ProtectedCase => ({
      name: `the answer to ${what} is ${status}, word for word`,
      requirements: [
        `resource.md §6 ${row}`,
        'resource.md §6 Form',
        'security.md Q-2',
        'clients.md §12 401, 403, 400 by meaning',
        'clients.md §12 scope in 401',
      ],
      needs,
      async run(t) {
        const service = t.service('scoped');
        const answer = await ask(service);
        expectRefused(answer, status, code);
        assert.deepEqual(answer.json, { error: code, error_description: description });
        const { origin, pathname } = new URL(service.url);
        const metadata = `${origin}/.well-known/oauth-protected-resource${pathname}`;
        assert.equal(challengeOf(answer), `Bearer ${challenge}resource_metadata="${metadata}"`);
        assert.equal(answer.headers.get('cache-control'), 'no-store');
        assert.match(answer.headers.get('content-type') ?? '', /^application\/json/);
        const exposed = answer.headers.get('access-control-expose-headers') ?? '';
        assert.match(exposed, /WWW-Authenticate, DPoP-Nonce/i);
      },
    }),
  ),
  {
    name: 'Bearer is the first challenge where DPoP is accepted beside it',
    requirements: ['resource.md §6 Bearer first', 'RFC 9449 §7.1'],
    needs: ['dpop'],
    async run(t) {
      const challenge = challengeOf(await t.service('dpop').ask());
      assert.match(challenge, /^Bearer resource_metadata="[^"]+", DPoP algs="[A-Za-z0-9 ]+"$/);
    },
  },
  {
    name: 'what the service says about CORS reaches its clients, whatever its guard adds',
    requirements: ['resource.md §6'],
    needs: ['set_ups'],
    async run(t) {
      const { headers } = await t
        .service('speaking')
        .present({}, { headers: [['origin', 'https://app.example']] });
      assert.equal(headers.get('access-control-allow-origin'), 'https://app.example');
      assert.equal(headers.get('access-control-allow-credentials'), 'true');
      assert.match(headers.get('access-control-expose-headers') ?? '', /\bMcp-Session-Id\b/i);
      assert.match(headers.get('vary') ?? '', /\bOrigin\b/i);
    },
  },
  {
    name: 'the address of the metadata is that of the resource, whatever host the request claims',
    requirements: ['resource.md §5 resource', 'security.md Q-3'],
    needs: ['metadata'],
    async run(t) {
      const service = t.service();
      const headers = [
        ['x-forwarded-host', 'evil.example'],
        ['x-forwarded-proto', 'https'],
        ['forwarded', 'host=evil.example'],
      ] as const;
      const answer = await service.ask({ headers });
      const address = metadataUrlOf(await service.ask());
      assert.equal(new URL(address).origin, new URL(service.url).origin);
      assert.equal(metadataUrlOf(answer), address);
    },
  },
];
