import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { Case } from '../run/case.ts';
import { stringOf } from '../wire/answer.ts';
import { expectRedirectedError } from '../wire/authorization.ts';

function leftHalf(text: string): string {
  const digest = createHash('sha256').update(text).digest();
  return digest.subarray(0, digest.length / 2).toString('base64url');
}

export const idTokenCases: readonly Case[] = [
  {
    name: 'an ID token names issuer, subject, audience and its time',
    requirements: ['Core §2', 'Core §3.1.3.7', 'Core §3.1.3.6', 'advanced.md V-34'],
    async run(t) {
      const claims = await t.idToken(await t.tokens());
      assert.equal(claims.iss, t.issuer);
      assert.equal(claims.sub, t.user().sub);
      assert.equal(claims.aud, 'web');
      assert.ok(Number.isInteger(claims.exp) && Number.isInteger(claims.iat));
      assert.ok(Number(claims.exp) > Number(claims.iat));
    },
  },
  {
    name: 'an ID token returns the nonce unchanged',
    requirements: ['Core §2', 'Core §3.1.2.1', 'Core §3.1.3.6', 'protocol.md §5 nonce'],
    async run(t) {
      const nonce = 'n-é+/= %20';
      const answer = await t.tokens({ parameters: { nonce } });
      assert.equal((await t.idToken(answer))['nonce'], nonce);
    },
  },
  {
    name: 'an ID token without a requested nonce has none',
    requirements: ['Core §2'],
    async run(t) {
      assert.equal(
        (await t.idToken(await t.tokens({ parameters: { nonce: undefined } })))['nonce'],
        undefined,
      );
    },
  },
  {
    name: 'max_age puts auth_time into the ID token',
    requirements: ['Core §2', 'Core §3.1.2.1'],
    async run(t) {
      const claims = await t.idToken(await t.tokens({ parameters: { max_age: '3600' } }));
      assert.ok(Number.isInteger(claims['auth_time']));
      assert.ok(Math.abs(Number(claims['auth_time']) - Date.now() / 1000) < 60);
    },
  },
  {
    name: 'an essential auth_time is in the ID token',
    requirements: ['Core §2', 'Core §5.5.1'],
    needs: ['claims_parameter'],
    async run(t) {
      const parameters = { claims: '{"id_token":{"auth_time":{"essential":true}}}' };
      assert.ok(Number.isInteger((await t.idToken(await t.tokens({ parameters })))['auth_time']));
    },
  },
  {
    name: 'every ID token tells when, how and in which session the person signed in',
    requirements: ['protocol.md TO-4', 'Core §2'],
    differs: {
      reference: {
        reason: 'it adds these claims only when they are asked for',
        seen: /auth_time acr amr sid/,
      },
    },
    async run(t) {
      const claims = await t.idToken(await t.tokens());
      const missing = ['auth_time', 'acr', 'amr', 'sid'].filter((claim) => claims[claim] === undefined);
      assert.equal(missing.join(' '), '', `missing: ${missing.join(' ')}`);
      assert.ok(Array.isArray(claims['amr']));
    },
  },
  {
    name: 'an ID token of the token endpoint binds the access token by at_hash',
    requirements: ['protocol.md TO-4', 'Core §3.1.3.6', 'Core §3.3.3.6'],
    differs: {
      reference: { reason: 'it leaves out at_hash, optional in the code flow', seen: /no at_hash/ },
    },
    async run(t) {
      const answer = await t.tokens();
      const hash = (await t.idToken(answer))['at_hash'];
      assert.ok(hash !== undefined, 'no at_hash');
      assert.ok(hash === leftHalf(stringOf(answer, 'access_token')), 'at_hash does not match');
    },
  },
  {
    name: 'profile and e-mail claims stay out of the ID token',
    requirements: ['Core §5.4', 'protocol.md TO-4'],
    async run(t) {
      const claims = await t.idToken(await t.tokens({ parameters: { scope: 'openid profile email' } }));
      assert.deepEqual(
        ['name', 'email', 'given_name'].filter((claim) => claim in claims),
        [],
      );
    },
  },
  {
    name: 'claims asked of the ID token are in it',
    requirements: ['Core §5.5', 'Core §5.5.1', 'protocol.md §6 claims'],
    needs: ['claims_parameter'],
    async run(t) {
      const parameters = {
        scope: 'openid profile email',
        claims: '{"id_token":{"email":null,"name":{"essential":true}}}',
      };
      const claims = await t.idToken(await t.tokens({ parameters }));
      assert.equal(claims['email'], t.user().email);
      assert.equal(claims['name'], t.user().claims['name']);
    },
  },
  {
    name: 'claims asked of userinfo are there without their scope',
    requirements: ['Core §5.5', 'protocol.md §6 claims'],
    needs: ['claims_parameter', 'userinfo'],
    async run(t) {
      const answer = await t.tokens({
        parameters: { claims: '{"userinfo":{"email":null}}', prompt: 'consent' },
      });
      const { json } = await t.userinfo(stringOf(answer, 'access_token'));
      assert.equal(json['email'], t.user().email);
    },
  },
  {
    name: 'claims.id_token.sub of another user is login_required with prompt=none',
    requirements: ['Core §5.5.1', 'Core §3.1.2.2', 'protocol.md §6 claims'],
    needs: ['claims_parameter'],
    async run(t) {
      const { browser } = await t.authorize();
      const claims = JSON.stringify({ id_token: { sub: { value: t.user('bob').sub } } });
      expectRedirectedError(
        await t.authorize({ browser, parameters: { prompt: 'none', claims } }),
        'login_required',
      );
    },
  },
  {
    name: 'an essential acr that cannot be reached is unmet_authentication_requirements',
    requirements: ['Core §5.5.1.1', 'protocol.md §6 claims', 'advanced.md STU-3'],
    needs: ['claims_parameter', 'acr'],
    differs: {
      reference: {
        reason: 'it asks for sign-in again, in hope of another outcome',
        seen: /page 200|sign-in/,
      },
    },
    async run(t) {
      const claims = '{"id_token":{"acr":{"essential":true,"values":["urn:example:gold"]}}}';
      expectRedirectedError(
        await t.authorize({ parameters: { claims } }),
        'unmet_authentication_requirements',
      );
    },
  },
  {
    name: 'acr_values puts the reached level into the ID token',
    requirements: ['Core §3.1.2.1', 'Core §2', 'RFC 9470 §4', 'protocol.md §6 acr_values'],
    needs: ['acr'],
    async run(t) {
      const claims = await t.idToken(await t.tokens({ parameters: { acr_values: '1' } }));
      assert.equal(claims['acr'], '1');
    },
  },
  {
    name: 'a subject is the same for every client and endpoint',
    requirements: ['Core §8', 'Core §5.3.2', 'protocol.md UI-4'],
    needs: ['userinfo', 'introspection'],
    async run(t) {
      const answer = await t.tokens();
      const access = stringOf(answer, 'access_token');
      const introspected = await t.as('web', 'introspection_endpoint', { token: access });
      const other = await t.idToken(await t.tokens({ client: 'other' }), 'other');
      const subjects = [
        (await t.idToken(answer)).sub,
        (await t.userinfo(access)).json['sub'],
        introspected.json['sub'],
        other.sub,
      ];
      assert.deepEqual(new Set(subjects), new Set([t.user().sub]));
    },
  },
];
