import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import type { JWTPayload } from 'jose';
import type { Conversation } from '../conversation/conversation.ts';
import type { Case } from '../run/case.ts';
import { onePage } from '../run/facade-differences.ts';
import { API } from '../setup/fixtures.ts';
import { type Answer, expectStatus, stringOf } from '../wire/answer.ts';
import { expectRedirectedError, readAuthorization } from '../wire/authorization.ts';
import type { Browser, Landing } from '../wire/browser.ts';
import { walk } from '../wire/walk.ts';

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

/** What an authenticator app shows, so many steps from now (TOTP). */
function appCode(secret: string, steps: number): string {
  const bits = [...secret.replaceAll(' ', '')]
    .map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const digest = createHmac('sha1', key).update(counter).digest();
  const offset = (digest.at(-1) ?? 0) & 15;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** Answers the page that wants a code. */
async function enterCode(browser: Browser, page: Landing, code: string): Promise<Landing> {
  assert.ok(page.kind === 'page', 'no page asks for a code');
  const form = page.forms.find(({ fields }) => fields.some(({ name }) => name === 'code'));
  assert.ok(form, 'no page asks for a code');
  return browser.submit(page, form, { changes: { code } });
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
    name: 'whoever signed in by a password alone is asked for the factor that is missing, and a higher level is good for a lower',
    requirements: ['RFC 9470 §4', 'advanced.md STU-1', 'advanced.md STU-2', 'advanced.md STU-4'],
    needs: ['acr', 'claims_parameter', 'jwt_access_token', 'introspection', 'house_rules'],
    differs: { facade: onePage },
    async run(t) {
      const user = 'carol';
      const { browser } = await t.authorize({ user });
      const page = await browser.open('/account/factors/totp');
      const [, secret = ''] =
        /<code class="secret">([A-Z2-7 ]+)</.exec(page.kind === 'page' ? page.html : '') ?? [];
      await enterCode(browser, page, appCode(secret, -1));
      // Where a password is enough, nothing is asked
      const low = await t.authorize({ user, browser, parameters: { acr_values: '1', prompt: 'none' } });
      assert.equal((await t.idToken(await t.redeem(low)))['acr'], '1');
      const essential = claimed({ essential: true, value: '2' });
      const silent = await t.authorize({ user, browser, parameters: { ...essential, prompt: 'none' } });
      expectRedirectedError(
        silent,
        'interaction_required',
        'login_required',
        'unmet_authentication_requirements',
      );
      const asked = await t.authorize({
        user,
        browser,
        parameters: { acr_values: '2 phr', scope: 'openid read', resource: API },
      });
      assert.deepEqual(asked.steps, []);
      const entered = await enterCode(browser, asked.landing, appCode(secret, 0));
      const raised = readAuthorization({ ...asked, ...(await walk(browser, entered, {})) });
      const told = await said(t, await t.redeem(raised));
      for (const one of told) {
        assert.equal(Object(one).acr, '2');
        assert.deepEqual(Object(one).amr, ['pwd', 'otp', 'mfa']);
      }
      for (const acr_values of ['1', '2', 'phr 1', '1 2']) {
        const again = await t.authorize({ user, browser, parameters: { acr_values, prompt: 'none' } });
        assert.equal((await t.idToken(await t.redeem(again)))['acr'], '2', acr_values);
      }
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
