import assert from 'node:assert/strict';
import { signIn } from '../conversation/fapi.ts';
import { KeyHolder } from '../conversation/key-holder.ts';
import { follow, PAR_ENDPOINT, pushed } from '../conversation/pushed.ts';
import type { Case } from '../run/case.ts';
import { type Answer, expectError, expectErrorOneOf, expectStatus, stringOf } from '../wire/answer.ts';

// FAPI 2.0 Security Profile, from the outside of a server that holds every client to it: what is given.

const fapi = { needs: ['fapi'], variant: 'fapi' } as const satisfies Partial<Case>;

const PROOF_ERRORS = ['invalid_request', 'invalid_grant', 'invalid_dpop_proof'];

const tokens: readonly Case[] = [
  {
    ...fapi,
    name: 'under FAPI a sign-in gives bound tokens and an ID token of a strong algorithm',
    requirements: [
      'RFC 9449 §5',
      'advanced.md SW-6',
      'advanced.md SW-8',
      'advanced.md V-33',
      'advanced.md V-34',
    ],
    async run(t) {
      const { holder, answer } = await signIn(t);
      assert.equal(answer.json['token_type'], 'DPoP');
      const { header } = await t.verify(stringOf(answer, 'id_token'), 'bank');
      assert.ok(
        ['PS256', 'ES256', 'EdDSA', 'Ed25519'].includes(String(header['alg'])),
        String(header['alg']),
      );
      expectStatus(await holder.userinfo(stringOf(answer, 'access_token')), 200);
    },
  },
  {
    ...fapi,
    name: 'under FAPI nobody gets a token without a proof',
    requirements: ['advanced.md SW-6', 'advanced.md V-54'],
    async run(t) {
      const authorization = await follow(t, await pushed(t, 'bank'));
      expectErrorOneOf(await t.redeem(authorization), 400, PROOF_ERRORS);
      const fields = { grant_type: 'client_credentials', scope: 'read' };
      expectErrorOneOf(await t.token('bank', fields), 400, PROOF_ERRORS);
    },
  },
  {
    ...fapi,
    name: 'under FAPI a weak key proves nothing',
    requirements: ['advanced.md SW-7', 'advanced.md DPO-11'],
    async run(t) {
      const weak = await KeyHolder.create(t, 'RS256');
      const answer = await weak.as('bank', { grant_type: 'client_credentials', scope: 'read' });
      expectError(answer, 400, 'invalid_dpop_proof');
    },
  },
  {
    ...fapi,
    name: 'under FAPI a token is good with its own key alone, by header alone',
    requirements: ['RFC 9449 §7.1', 'advanced.md V-54', 'advanced.md V-56', 'advanced.md V-57'],
    async run(t) {
      const { holder, answer } = await signIn(t);
      const token = stringOf(answer, 'access_token');
      const other = await KeyHolder.create(t);
      const refused: readonly Answer[] = [
        await other.userinfo(token),
        await holder.userinfo(token, { proofs: [] }),
        await holder.userinfo(token, { scheme: 'Bearer', proofs: [] }),
      ];
      for (const { status } of refused) assert.ok([400, 401].includes(status), String(status));
    },
  },
  {
    ...fapi,
    name: 'under FAPI a code is redeemed with its verifier, once, by its client',
    requirements: ['RFC 7636 §4.6', 'advanced.md V-36', 'advanced.md V-49'],
    async run(t) {
      const holder = await KeyHolder.create(t);
      const wrong = await follow(t, await pushed(t, 'bank'));
      expectError(await holder.redeem({ ...wrong, verifier: 'x'.repeat(43) }), 400, 'invalid_grant');
      const missing = t.redemption(await follow(t, await pushed(t, 'bank')), { code_verifier: undefined });
      expectErrorOneOf(await holder.as('bank', missing), 400, ['invalid_grant', 'invalid_request']);
      const { authorization } = await signIn(t);
      expectError(await holder.redeem(authorization), 400, 'invalid_grant');
      const foreign = t.redemption(await follow(t, await pushed(t, 'bank')));
      expectError(await holder.as('bank-other', foreign), 400, 'invalid_grant');
    },
  },
];

const keys: readonly Case[] = [
  {
    ...fapi,
    name: 'under FAPI dpop_jkt, the proof of the push and the proof of the code are of one key',
    requirements: ['RFC 9449 §10.1', 'advanced.md V-55', 'advanced.md PAR-8'],
    async run(t) {
      const holder = await KeyHolder.create(t);
      const other = await KeyHolder.create(t);
      const { parameters } = t.request('bank', { dpop_jkt: other.jkt });
      const apart = await holder.as('bank', parameters, { endpoint: PAR_ENDPOINT });
      expectErrorOneOf(apart, 400, ['invalid_dpop_proof', 'invalid_request']);
      const request = await pushed(t, 'bank', { dpop_jkt: holder.jkt });
      const stolen = await other.redeem(await follow(t, request));
      expectErrorOneOf(stolen, 400, ['invalid_grant', 'invalid_dpop_proof']);
      await follow(t, await pushed(t, 'bank', { dpop_jkt: holder.jkt })).then(async (authorization) =>
        expectStatus(await holder.redeem(authorization), 200),
      );
    },
  },
  {
    ...fapi,
    name: 'under FAPI a refresh token stays as it is, and gives tokens for whichever key its client proves',
    requirements: ['advanced.md SW-5', 'advanced.md V-58', 'advanced.md DPO-9'],
    async run(t) {
      const { holder, answer } = await signIn(t, { scope: 'openid offline_access', prompt: 'consent' });
      const refresh = stringOf(answer, 'refresh_token');
      const other = await KeyHolder.create(t);
      for (const key of [other, holder]) {
        const renewed = await key.refresh('bank', refresh);
        expectStatus(renewed, 200);
        assert.equal(renewed.json['refresh_token'] ?? refresh, refresh);
        expectStatus(await key.userinfo(stringOf(renewed, 'access_token')), 200);
      }
      expectErrorOneOf(await t.refresh('bank', refresh), 400, PROOF_ERRORS);
      expectError(await holder.refresh('bank-other', refresh), 400, 'invalid_grant');
    },
  },
];

export const fapiTokenCases: readonly Case[] = [...tokens, ...keys];
