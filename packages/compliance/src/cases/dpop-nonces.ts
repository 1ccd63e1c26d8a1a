import assert from 'node:assert/strict';
import { KeyHolder } from '../conversation/key-holder.ts';
import type { Case } from '../run/case.ts';
import { type Answer, expectError, expectHeader, expectStatus, send, stringOf } from '../wire/answer.ts';

// RFC 9449 §8, §9 and advanced.md DPO-5: proofs that hold what the server gave for them.

const variant = 'brief';
const needs: Case['needs'] = ['dpop', 'dpop_nonce', 'client_credentials'];
const asked = { grant_type: 'client_credentials', scope: 'read' };

const nonceOf = (answer: Answer): string =>
  answer.headers.get('dpop-nonce') ?? assert.fail('no DPoP-Nonce was given');

export const dpopNonceCases: readonly Case[] = [
  {
    name: 'a proof without the nonce that its client has to show is use_dpop_nonce, with one to show',
    requirements: ['advanced.md DPO-5'],
    needs,
    variant,
    async run(t) {
      const holder = await KeyHolder.create(t);
      const refused = await holder.as('nonced', asked);
      expectError(refused, 400, 'use_dpop_nonce');
      const answer = await holder.as('nonced', asked, { claims: { nonce: nonceOf(refused) } });
      expectStatus(answer, 200);
      assert.equal(answer.json['token_type'], 'DPoP');
    },
  },
  {
    name: 'a nonce that the server never gave is none',
    requirements: ['advanced.md DPO-5'],
    needs,
    variant,
    async run(t) {
      const holder = await KeyHolder.create(t);
      for (const nonce of ['made-up', 'A'.repeat(43)]) {
        const refused = await holder.as('nonced', asked, { claims: { nonce } });
        expectError(refused, 400, 'use_dpop_nonce');
        nonceOf(refused);
      }
    },
  },
  {
    name: 'a nonce is asked for where a token is presented, too',
    requirements: ['advanced.md DPO-5', 'advanced.md DPO-10'],
    needs: [...needs, 'userinfo'],
    variant,
    differs: {
      reference: {
        reason: 'set for one client, it asks for none at userinfo',
        seen: /expected 401, got 200/,
      },
    },
    async run(t) {
      const holder = await KeyHolder.create(t);
      const given = nonceOf(await holder.as('nonced', asked));
      const authorization = await t.authorize({ client: 'nonced' });
      const tokens = await holder.redeem(authorization, { claims: { nonce: given } });
      expectStatus(tokens, 200);
      const token = stringOf(tokens, 'access_token');
      const refused = await holder.userinfo(token);
      expectStatus(refused, 401);
      expectHeader(refused, 'www-authenticate', /DPoP .*error="use_dpop_nonce"/);
      expectStatus(await holder.userinfo(token, { claims: { nonce: nonceOf(refused) } }), 200);
    },
  },
  {
    name: 'a page of another origin may read the nonce',
    requirements: ['advanced.md DPO-5'],
    needs: [...needs, 'cors'],
    variant,
    async run(t) {
      const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://app.example' };
      const answer = await send(t.endpoint('token_endpoint'), { method: 'POST', headers, body: '' });
      expectHeader(answer, 'access-control-expose-headers', /dpop-nonce/i);
    },
  },
];
