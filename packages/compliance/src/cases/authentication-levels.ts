import assert from 'node:assert/strict';
import type { JWTPayload } from 'jose';
import type { Conversation } from '../conversation/conversation.ts';
import type { Case } from '../run/case.ts';
import { API } from '../setup/fixtures.ts';
import { type Answer, expectStatus, stringOf } from '../wire/answer.ts';
import { expectRedirectedError } from '../wire/authorization.ts';

// How sure a server is of a person: RFC 9470, protocol.md §6 and advanced.md §12.

const LEVELS = ['1', '2', 'phr'];
const claimed = (value: unknown) => ({ claims: JSON.stringify({ id_token: { acr: value } }) });

const facts = ({ acr, amr, auth_time }: JWTPayload): unknown => ({ acr, amr, auth_time });

/** What is said of the sign-in in the ID token, and by introspection of the access token. */
async function said(t: Conversation, answer: Answer): Promise<readonly unknown[]> {
  const token = stringOf(answer, 'access_token');
  const seen = await t.as('web', 'introspection_endpoint', { token });
  expectStatus(seen, 200);
  const { payload } = await t.verify(token);
  return [await t.idToken(answer), payload, seen.json as JWTPayload].map(facts);
}

export const authenticationLevelCases: readonly Case[] = [
  {
    name: 'the levels of sign-ins are listed, and one of those asked for is enough',
    requirements: ['RFC 9470 §4', 'advanced.md STU-2'],
    needs: ['acr'],
    async run(t) {
      const listed = [t.metadata['acr_values_supported']].flat();
      for (const level of LEVELS) assert.ok(listed.includes(level), level);
      const tokens = await t.tokens({ parameters: { acr_values: 'phr 1' } });
      assert.equal((await t.idToken(tokens))['acr'], '1');
    },
  },
  {
    name: 'a session that is good enough is used again, and one that is not asks',
    requirements: ['RFC 9470 §4', 'advanced.md STU-1'],
    needs: ['acr', 'claims_parameter'],
    async run(t) {
      const { browser } = await t.authorize();
      for (const parameters of [{ acr_values: '1' }, { max_age: '600' }]) {
        const silent = await t.authorize({ browser, parameters: { ...parameters, prompt: 'none' } });
        silent.code();
      }
      await new Promise((resolve) => setTimeout(resolve, 1_100));
      const fresh = await t.authorize({ browser, parameters: { max_age: '0' } });
      assert.ok(fresh.steps.includes('sign-in'));
      const essential = { ...claimed({ essential: true, values: ['phr'] }), prompt: 'none' };
      const refused = await t.authorize({ browser, parameters: essential });
      expectRedirectedError(
        refused,
        'unmet_authentication_requirements',
        'login_required',
        'interaction_required',
      );
    },
  },
  {
    name: 'what is known of a sign-in stands in every token of it, and a refresh does not change that',
    requirements: ['RFC 9470 §4', 'RFC 9068 §2.2.1', 'advanced.md STU-4'],
    needs: ['acr', 'jwt_access_token', 'introspection', 'refresh', 'house_rules'],
    async run(t) {
      const parameters = { scope: 'openid read', resource: API, max_age: '3600' };
      const first = await t.tokens({ parameters });
      const [id, ...others] = await said(t, first);
      assert.equal(typeof Object(id).auth_time, 'number');
      assert.ok(Array.isArray(Object(id).amr) && Object(id).acr === '1');
      for (const other of others) assert.deepEqual(other, id);
      await new Promise((resolve) => setTimeout(resolve, 1_100));
      const later = await t.refresh('web', stringOf(first, 'refresh_token'));
      expectStatus(later, 200);
      for (const told of await said(t, later)) assert.deepEqual(told, id);
    },
  },
];
