/** What ends a token or a session ends it at `/verify` in the same instant, whichever process is asked (resource.md §9). */

import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import {
  hiddenFields,
  type PlainBrowser,
  plainBrowser,
  signInPlainly,
  userAgent,
} from '../e2e/plain-browser.ts';
import { fixtures, password, post, redemption, signIn } from '../races/person.ts';

export type Processes = {
  /** One address a process. */
  readonly origins: readonly string[];
  readonly publicOrigin: string;
  /** When the account with this name was disabled, in milliseconds; null: it is not. */
  disable(username: string, at: number | null): Promise<unknown>;
  stop(): Promise<void>;
};

/** What the servers of these tests know, and how they are set up. */
export const declarations = fixtures;
export const settings = { TRUSTED_PROXIES: '127.0.0.1', FORWARD_AUTH_COOKIE_DOMAIN: '127.0.0.1' };

const ada = { username: 'ada', password };

export function liveStateContract(name: string, start: () => Promise<Processes>): void {
  describe(`/verify on ${name}`, () => {
    let processes: Processes;
    before(async () => {
      processes = await start();
    });
    after(() => processes.stop());

    /** What every process says about these credentials. */
    const statuses = async (credentials: Record<string, string>): Promise<readonly number[]> => {
      const waiting = {
        'x-forwarded-method': 'GET',
        'x-forwarded-proto': 'http',
        'x-forwarded-host': '127.0.0.1:3000',
        'x-forwarded-uri': '/',
        'user-agent': userAgent,
      };
      const asked = processes.origins.map((origin) =>
        fetch(`${origin}/verify`, { headers: { ...waiting, ...credentials }, redirect: 'manual' }),
      );
      return (await Promise.all(asked)).map(({ status }) => status);
    };
    const everywhere = (status: number) => processes.origins.map(() => status);
    const [first, last] = [() => processes.origins[0] ?? '', () => processes.origins.at(-1) ?? ''];
    const bearer = (token: unknown) => ({ authorization: `Bearer ${token}` });

    async function guest(): Promise<{ browser: PlainBrowser; cookie: Record<string, string> }> {
      const browser = plainBrowser({ origin: processes.publicOrigin, address: first() });
      await signInPlainly(browser, ada);
      await browser.get('/forward?return_to=http://127.0.0.1:3000/');
      return { browser, cookie: { cookie: `grantor_forward=${browser.cookies.get('grantor_forward')}` } };
    }

    it('sees a revocation — security.md R-12', async () => {
      const person = await signIn(first(), processes.publicOrigin);
      const { access_token: token } = await person.tokens();
      assert.deepEqual(await statuses(bearer(token)), everywhere(200));
      assert.equal((await post(first(), '/oauth/revoke', { token: String(token) })).status, 200);
      assert.deepEqual(await statuses(bearer(token)), everywhere(401));
    });

    it('sees a logout, by token and by cookie — protocol.md LO-5', async () => {
      const { browser, cookie } = await guest();
      const verifier = randomBytes(32).toString('base64url');
      const query = new URLSearchParams({
        client_id: 'web',
        redirect_uri: 'https://app.example/callback',
        response_type: 'code',
        scope: 'openid read',
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
        code_challenge_method: 'S256',
      });
      const answered = (await browser.get(`/oauth/authorize?${query}`)).headers.get('location') ?? '';
      const code = new URL(answered).searchParams.get('code') ?? '';
      const { body } = await post(first(), '/oauth/token', redemption({ code, verifier }));
      const token = bearer(body['access_token']);
      assert.deepEqual(await statuses(token), everywhere(200));
      assert.deepEqual(await statuses(cookie), everywhere(200));
      const fields = hiddenFields(await (await browser.get('/account/sessions')).text());
      await browser.post('/logout', fields);
      assert.deepEqual(await statuses(token), everywhere(401));
      assert.deepEqual(await statuses(cookie), everywhere(401));
    });

    it('sees a session that was ended from another browser', async () => {
      const { cookie } = await guest();
      const other = plainBrowser({ origin: processes.publicOrigin, address: last() });
      await signInPlainly(other, ada);
      const fields = hiddenFields(await (await other.get('/account/browsers/end-others')).text());
      await other.post('/account/browsers/end-others', { ...fields, username: ada.username });
      assert.deepEqual(await statuses(cookie), everywhere(401));
    });

    it('sees that a person was disabled, and enabled again — security.md R-12', async () => {
      const { cookie } = await guest();
      const person = await signIn(first(), processes.publicOrigin);
      const token = bearer((await person.tokens())['access_token']);
      for (const credentials of [cookie, token])
        assert.deepEqual(await statuses(credentials), everywhere(200));
      await processes.disable(ada.username, 1);
      for (const credentials of [cookie, token])
        assert.deepEqual(await statuses(credentials), everywhere(401));
      await processes.disable(ada.username, null);
      for (const credentials of [cookie, token])
        assert.deepEqual(await statuses(credentials), everywhere(200));
    });

    it('knows at one process whom another gave the cookie, and answers races alike', async () => {
      const { browser, cookie } = await guest();
      const again = await Promise.all(
        Array.from({ length: 10 }, (_, index) =>
          plainBrowser(
            {
              origin: processes.publicOrigin,
              address: processes.origins[index % processes.origins.length] ?? '',
            },
            new Map(browser.cookies),
          ).get('/forward?return_to=http://127.0.0.1:3000/'),
        ),
      );
      for (const response of again)
        assert.ok(response.headers.getSetCookie().some((line) => line.startsWith(cookie['cookie'] ?? '-')));
      assert.deepEqual(await statuses(cookie), everywhere(200));
    });
  });
}
