import assert from 'node:assert/strict';
import { expectInvalidToken, expectRefused, expectServed, type Service, seconds } from '../conversation.ts';
import type { ProtectedCase } from '../protected-case.ts';

// Tokens that only their issuer can read (RFC 7662, resource.md §2).

const activeFor = ({ url, issuer }: Service): Record<string, unknown> => ({
  active: true,
  aud: url,
  iss: issuer.name,
  sub: 'person-1',
  exp: seconds() + 300,
});

/** What makes an answer no reason to let anybody in. */
const bad: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  vague: { active: 'true' },
  foreign: { aud: 'https://other.example' },
  strange: { iss: 'https://other.example' },
  expired: { exp: 1 },
  bound: { cnf: { jkt: 'x' } },
};

const needs: ProtectedCase['needs'] = ['introspection'];

export const opaqueCases: readonly ProtectedCase[] = [
  {
    name: 'an opaque token is good as long as the issuer says so, and for this service',
    requirements: ['RFC 7662 §2.2', 'resource.md §2 Introspection'],
    needs,
    async run(t) {
      const service = t.service('opaque');
      const { opaque } = service.issuer;
      opaque.set('good', activeFor(service));
      expectServed(await service.ask({ token: 'good' }));
      for (const [token, difference] of Object.entries(bad)) {
        opaque.set(token, { ...activeFor(service), ...difference });
        expectInvalidToken(await service.ask({ token }));
      }
      expectInvalidToken(await service.ask({ token: 'unheard-of' }));
    },
  },
  {
    name: 'the issuer need not say when an opaque token ends, and may list its scopes',
    requirements: ['RFC 7662 §2.2', 'resource.md §2'],
    needs,
    async run(t) {
      const service = t.service('opaque');
      const { exp: _, ...endless } = activeFor(service);
      service.issuer.opaque.set('endless', { ...endless, scope: ['files:read', 'files:write'] });
      expectServed(await service.ask({ token: 'endless' }));
    },
  },
  {
    name: 'the issuer is asked once about a token that comes many times at once',
    requirements: ['security.md Q-5', 'resource.md §2 Introspection'],
    needs,
    async run(t) {
      const service = t.service('opaque-parallel');
      service.issuer.opaque.set('popular', activeFor(service));
      const times = Array.from({ length: 20 }, () => service.ask({ token: 'popular' }));
      for (const answer of await Promise.all(times)) expectServed(answer);
      assert.equal(service.issuer.asked.introspection, 1);
    },
  },
  {
    name: 'an opaque token serves nobody while its issuer cannot be asked',
    requirements: ['resource.md §6 unavailable'],
    needs: ['introspection', 'house_texts'],
    async run(t) {
      const service = t.service('opaque-outage');
      service.issuer.opaque.set('good', activeFor(service));
      service.issuer.state = 'down';
      expectRefused(await service.ask({ token: 'good' }), 503, 'temporarily_unavailable');
    },
  },
  {
    name: 'an opaque token is refused where nobody can be asked about it',
    requirements: ['resource.md §2 One validator'],
    async run(t) {
      expectInvalidToken(await t.service().ask({ token: 'opaque-and-nobody-to-ask' }));
    },
  },
];
