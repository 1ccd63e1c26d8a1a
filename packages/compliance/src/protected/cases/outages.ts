import assert from 'node:assert/strict';
import { newClientKey } from '../../wire/client-assertion.ts';
import { expectInvalidToken, expectRefused, expectServed, REACHED } from '../conversation.ts';
import type { ProtectedCase } from '../protected-case.ts';

// Keys that change or cannot be had (resource.md §2): no outage opens a door, and none shuts a warm one.

export const outageCases: readonly ProtectedCase[] = [
  {
    name: 'unknown keys make the issuer be asked once, however many tokens name one',
    requirements: ['security.md Q-5', 'resource.md §2 JWKS'],
    needs: ['set_ups'],
    async run(t) {
      const service = t.service('flood');
      expectServed(await service.present());
      const before = service.issuer.asked.keys;
      const stranger = await newClientKey('ES256');
      const present = async (index: number): Promise<void> => {
        const key = { ...stranger, kid: `stranger-${index}` };
        expectInvalidToken(await service.present({ key }));
      };
      // Those who come together may share a question, those who come later may not ask another
      await Promise.all(Array.from({ length: 20 }, (_, index) => present(index)));
      for (const index of [20, 21, 22]) await present(index);
      const times = service.issuer.asked.keys - before;
      assert.ok(times <= 1, `the issuer was asked ${times} times`);
    },
  },
  {
    name: 'a new key is found, and the old one lives beside it',
    requirements: ['resource.md §2 JWKS'],
    needs: ['set_ups'],
    differs: {
      reference: { reason: 'jose waits 30 s after each fetch before it asks again', seen: /got 401/ },
    },
    async run(t) {
      const service = t.service('rotating');
      expectServed(await service.present());
      const next = await newClientKey('ES256');
      service.issuer.keys = [...service.issuer.keys, next.publicJwk];
      expectServed(await service.present({ key: next }));
      expectServed(await service.present());
    },
  },
  {
    name: 'many first requests ask the issuer once',
    requirements: ['security.md Q-5'],
    needs: ['set_ups'],
    async run(t) {
      const service = t.service('parallel');
      const answers = await Promise.all(Array.from({ length: 20 }, () => service.present()));
      for (const answer of answers) expectServed(answer);
      assert.equal(service.issuer.asked.keys, 1);
    },
  },
  {
    name: 'a warm service goes on while its issuer is down',
    requirements: ['security.md Q-5', 'resource.md §2 JWKS'],
    needs: ['set_ups'],
    async run(t) {
      const service = t.service('warm');
      expectServed(await service.present());
      service.issuer.state = 'down';
      expectServed(await service.present());
      const stranger = await newClientKey('ES256');
      const answer = await service.present({ key: stranger });
      assert.ok(!answer.text.includes(REACHED) && answer.status >= 400, 'an unknown key was believed');
    },
  },
  {
    name: 'a discovery document in the name of somebody else is not believed',
    requirements: ['resource.md §2 Issuer discovery'],
    needs: ['set_ups', 'house_texts'],
    async run(t) {
      const service = t.service('impostor');
      service.issuer.claimed = 'https://other.example';
      expectRefused(await service.present(), 503, 'temporarily_unavailable');
      assert.equal(service.issuer.asked.keys, 0);
    },
  },
  ...(['neighbour', 'page'] as const).map(
    (first): ProtectedCase => ({
      name: `the document of an issuer is found behind the ${first} that answers at its first address`,
      requirements: ['resource.md §2', 'RFC 8414 §3.3'],
      needs: ['set_ups'],
      async run(t) {
        const service = t.service(first);
        service.issuer.first = first;
        expectServed(await service.present());
      },
    }),
  ),
  ...(['down', 'garbled'] as const).map(
    (state): ProtectedCase => ({
      name: `a cold service whose issuer is ${state} serves nobody, and says that it is not the token`,
      requirements: ['resource.md §6 unavailable'],
      needs: ['set_ups', 'house_texts'],
      async run(t) {
        const service = t.service(state === 'down' ? 'cold' : 'garbled');
        service.issuer.state = state;
        const answer = await service.present();
        expectRefused(answer, 503, 'temporarily_unavailable');
        assert.equal(answer.headers.get('retry-after'), '5');
        assert.equal(answer.headers.get('www-authenticate'), null);
      },
    }),
  ),
];
