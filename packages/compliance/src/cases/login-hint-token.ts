import { generateKeyPairSync } from 'node:crypto';
import { askPerson } from '../conversation/backchannel.ts';
import type { Conversation } from '../conversation/conversation.ts';
import { secondsNow, type VouchWish, vouch } from '../conversation/vouching.ts';
import type { Case } from '../run/case.ts';
import { noTokensNamePeople } from '../run/facade-differences.ts';
import { ENTERPRISE_ISSUER } from '../setup/trust.ts';
import { type Answer, expectError, expectStatus } from '../wire/answer.ts';

// CIBA §7.1 and advanced.md CIB-2: a person named by the word of another issuer.

const needs: Case['needs'] = ['backchannel_authentication', 'jwt_bearer'];

const askBy = (t: Conversation, login_hint_token: string, client?: string): Promise<Answer> =>
  askPerson(t, { login_hint: undefined, login_hint_token }, client);

const wrong: readonly (readonly [string, string, VouchWish])[] = [
  ['of an issuer that nobody trusts', 'invalid_request', { claims: { iss: 'https://other.example' } }],
  ['for somebody else', 'invalid_request', { claims: { aud: 'https://other.example' } }],
  ['without end', 'invalid_request', { claims: { exp: undefined } }],
  ['that is over', 'expired_login_hint_token', { claims: { exp: secondsNow() - 120 } }],
  ['signed by another key', 'invalid_request', { key: generateKeyPairSync('ed25519').privateKey }],
  [
    'that is for an enterprise’s client',
    'invalid_request',
    { header: { typ: 'oauth-id-jag+jwt' }, claims: { iss: ENTERPRISE_ISSUER, client_id: 'asking' } },
  ],
  [
    'about nobody known here',
    'unknown_user_id',
    { claims: { sub: 'nobody', email: 'nobody@users.example' } },
  ],
];

export const loginHintTokenCases: readonly Case[] = [
  {
    name: 'a login_hint_token of a trusted issuer names a person, once',
    requirements: ['CIBA §7.1', 'advanced.md CIB-2'],
    needs,
    differs: { facade: noTokensNamePeople },
    async run(t) {
      const hint = await vouch(t);
      expectStatus(await askBy(t, hint), 200);
      expectError(await askBy(t, hint), 400, 'invalid_request');
    },
  },
  {
    name: 'a login_hint_token is for the clients its issuer was trusted for',
    requirements: ['advanced.md CIB-2', 'advanced.md JWB-1'],
    needs,
    differs: { facade: noTokensNamePeople },
    async run(t) {
      expectError(await askBy(t, await vouch(t), 'asking-other'), 400, 'invalid_request');
    },
  },
  ...wrong.map(
    ([what, error, wish]): Case => ({
      name: `a login_hint_token ${what} is refused`,
      requirements: ['CIBA §7.1', 'CIBA §13', 'advanced.md CIB-2', 'advanced.md CIB-3'],
      needs,
      // Where nobody is named the answer is the same
      ...(error === 'unknown_user_id' ? {} : { differs: { facade: noTokensNamePeople } }),
      async run(t) {
        expectError(await askBy(t, await vouch(t, wish)), 400, error);
      },
    }),
  ),
];
