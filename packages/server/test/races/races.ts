/** Every race of security.md §2, on one origin or spread over several that share a database. */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { createTestHolder } from '@grantor/engine/testing';
import { allowedRequest, openedRequest, pollRequest, requestPerson } from './asked-person.ts';
import { approvedDevice, pollDevice, requestDevice } from './device.ts';
import { assertedRequest, proofAt } from './key-client.ts';
import { vouchedRequest } from './key-issuer.ts';
import { atGrant, createGrant, mergeGrant } from './managed-grants.ts';
import {
  hiddenFields,
  isActive,
  isTokenAlive,
  type Person,
  password,
  post,
  postAs,
  redemption,
  redirectUri,
  signIn,
  visitor,
} from './person.ts';
import { pushRequest } from './pushed-request.ts';

const parallel = 50;

export type Servers = {
  /** Where requests go, in turn; one database behind them all. */
  readonly origins: readonly string[];
  /** BASE_URL of all of them. */
  readonly publicOrigin: string;
  stop(): Promise<void>;
};

/** What the servers are started with. */
export const environmentOf = (grace: 'on' | 'off'): Readonly<Record<string, string>> => ({
  ENABLE_CIBA: 'true',
  ...(grace === 'on' ? {} : { REFRESH_TOKEN_GRACE_PERIOD: '0' }),
});

export function races(name: string, start: (grace: 'on' | 'off') => Promise<Servers>): void {
  describe(`races on ${name}`, () => {
    let servers: Servers;
    let person: Person;
    const at = (index: number): string => servers.origins[index % servers.origins.length] ?? '';
    const many = <T>(work: (origin: string, index: number) => Promise<T>): Promise<T[]> =>
      Promise.all(Array.from({ length: parallel }, (_, index) => work(at(index), index)));
    const noServerError = (answers: readonly { status: number }[]): void =>
      assert.deepEqual(
        answers.filter(({ status }) => status >= 500),
        [],
      );

    before(async () => {
      servers = await start('on');
      person = await signIn(at(0), servers.publicOrigin);
    });
    after(() => servers.stop());

    it('redeem a code once; the winner keeps its tokens — security.md R-1', async () => {
      const code = await person.code();
      const answers = await many((origin) => post(origin, '/oauth/token', redemption(code)));
      noServerError(answers);
      const [winner, ...others] = answers.filter(({ status }) => status === 200);
      assert.ok(winner);
      assert.equal(others.length, 0);
      assert.ok(
        answers.every(
          ({ status, body }) => status === 200 || (status === 400 && body['error'] === 'invalid_grant'),
        ),
      );
      assert.ok(await isActive(at(1), winner.body['access_token']));
      const refreshed = await post(at(1), '/oauth/token', {
        grant_type: 'refresh_token',
        refresh_token: String(winner.body['refresh_token']),
      });
      assert.equal(refreshed.status, 200);
    });

    it('give parallel refreshes one and the same answer within the grace window — security.md R-2', async () => {
      const { refresh_token: token } = await person.tokens();
      const fields = { grant_type: 'refresh_token', refresh_token: String(token) };
      const answers = await many((origin) => post(origin, '/oauth/token', fields));
      noServerError(answers);
      assert.equal(answers.filter(({ status }) => status === 200).length, parallel);
      assert.equal(new Set(answers.map(({ body }) => body['refresh_token'])).size, 1);
      assert.equal(new Set(answers.map(({ body }) => body['access_token'])).size, 1);
      const next = { ...fields, refresh_token: String(answers[0]?.body['refresh_token']) };
      assert.equal((await post(at(1), '/oauth/token', next)).status, 200);
    });

    it('leave one of fifty merges of a grant, and no refresh token of another — advanced.md GMT-4, GMT-5', async () => {
      const grant = await createGrant(person, at(0));
      const merged = (await many((origin) => mergeGrant(person, origin, grant))).filter(
        (one) => one !== null,
      );
      assert.ok(merged.length > 0);
      noServerError(merged);
      assert.ok(merged.every(({ status, body }) => status === 200 || body['error'] === 'invalid_grant'));
      const tokens = [grant.refreshToken, ...merged.map(({ body }) => body['refresh_token'] ?? 'none')];
      const alive = await Promise.all(tokens.map((token) => isActive(at(0), token)));
      assert.ok(alive.filter((isAlive) => isAlive).length <= 1);
      assert.equal(await isActive(at(1), grant.refreshToken), false);
      assert.equal(await atGrant(at(1), grant, 'GET'), 200);
    });

    it('leave nothing of a grant that is ended while it is merged — advanced.md GMT-9', async () => {
      const grant = await createGrant(person, at(0));
      const [ended, ...merged] = await Promise.all([
        atGrant(at(1), grant, 'DELETE'),
        ...Array.from({ length: 8 }, (_, index) => mergeGrant(person, at(index), grant)),
      ]);
      assert.equal(ended, 204);
      noServerError(merged.filter((one) => one !== null));
      const tokens = merged.flatMap((one) => [one?.body['access_token'], one?.body['refresh_token']]);
      for (const token of [grant.accessToken, grant.refreshToken, ...tokens])
        assert.equal(await isActive(at(0), token ?? 'none'), false);
      assert.equal(await atGrant(at(0), grant, 'GET'), 404);
    });

    it('end a grant once — advanced.md GMT-9', async () => {
      const grant = await createGrant(person, at(0));
      const answers = await many((origin) => atGrant(origin, grant, 'DELETE'));
      assert.equal(answers.filter((status) => status === 204).length, 1);
      assert.ok(answers.every((status) => status === 204 || status === 404));
    });

    it('accept an assertion of a client once — security.md R-7', async () => {
      const fields = assertedRequest(servers.publicOrigin);
      const answers = await many((origin) => postAs({}, `${origin}/oauth/token`, fields));
      noServerError(answers);
      assert.equal(answers.filter(({ status }) => status === 200).length, 1);
      assert.ok(answers.every(({ status, body }) => status === 200 || body['error'] === 'invalid_client'));
      const again = { ...assertedRequest(servers.publicOrigin) };
      assert.equal((await postAs({}, `${at(1)}/oauth/token`, again)).status, 200);
      assert.equal((await postAs({}, `${at(0)}/oauth/token`, again)).status, 401);
    });

    it('take one proof of a key once, and many refreshes with one each — security.md R-7, R-2, advanced.md DPO-4', async () => {
      const holder = createTestHolder();
      const proof = () => proofAt(holder, `${servers.publicOrigin}/oauth/token`);
      const one = proof();
      const own = { grant_type: 'client_credentials', scope: 'read' };
      const answers = await many((origin) => post(origin, '/oauth/token', own, { dpop: one }));
      noServerError(answers);
      assert.equal(answers.filter(({ status }) => status === 200).length, 1);
      assert.ok(
        answers.every(({ status, body }) => status === 200 || body['error'] === 'invalid_dpop_proof'),
      );

      const redeemed = await post(at(0), '/oauth/token', redemption(await person.code()), { dpop: proof() });
      const fields = { grant_type: 'refresh_token', refresh_token: String(redeemed.body['refresh_token']) };
      const refreshed = await many((origin) => post(origin, '/oauth/token', fields, { dpop: proof() }));
      noServerError(refreshed);
      assert.equal(refreshed.filter(({ status }) => status === 200).length, parallel);
      const tokens = new Set(refreshed.map(({ body }) => String(body['access_token'])));
      assert.equal(tokens.size, 1);

      const [token = ''] = tokens;
      const url = `${servers.publicOrigin}/oauth/userinfo`;
      const dpop = holder.proof({ htm: 'GET', htu: url, iat: Math.floor(Date.now() / 1000), token });
      const headers = { authorization: `DPoP ${token}`, dpop };
      const seen = await many((origin) => fetch(`${origin}/oauth/userinfo`, { headers }));
      noServerError(seen);
      assert.equal(seen.filter(({ status }) => status === 200).length, 1);
    });

    it('accept the word of another issuer once, about somebody they never met — security.md R-7, X-7', async () => {
      const fields = vouchedRequest(servers.publicOrigin);
      const answers = await many((origin) => post(origin, '/oauth/token', fields));
      noServerError(answers);
      const [winner, ...others] = answers.filter(({ status }) => status === 200);
      assert.ok(winner);
      assert.equal(others.length, 0);
      assert.ok(answers.every(({ status, body }) => status === 200 || body['error'] === 'invalid_grant'));
      assert.ok(await isActive(at(1), winner.body['access_token']));
      const again = vouchedRequest(servers.publicOrigin);
      assert.equal((await post(at(1), '/oauth/token', again)).status, 200);
      assert.equal((await post(at(0), '/oauth/token', again)).status, 400);
    });

    it('answer a pushed request once — security.md R-6, advanced.md PAR-6', async () => {
      const pushed = await pushRequest(at(0));
      const query = new URLSearchParams({ client_id: 'web', request_uri: pushed.requestUri });
      const answers = await many((origin) => person.get(`/oauth/authorize?${query}`, origin));
      noServerError(answers.map(({ response }) => response));
      const codes = answers.flatMap(({ response }) => {
        const location = response.headers.get('location') ?? '';
        return location.startsWith(redirectUri) ? [new URL(location).searchParams.get('code') ?? 'none'] : [];
      });
      assert.equal(codes.length, 1);
      const [code = ''] = codes;
      const redeemed = await post(at(1), '/oauth/token', redemption({ code, verifier: pushed.verifier }));
      assert.equal(redeemed.status, 200);
      const after = await person.get(`/oauth/authorize?${query}`, at(1));
      assert.equal(after.response.status, 400);
    });

    it('let one poll have the tokens that a person allowed elsewhere — security.md R-5, advanced.md CIB-6', async () => {
      const asked = await allowedRequest(person, at(0));
      const answers = await many((origin) => pollRequest(origin, asked));
      noServerError(answers);
      const winners = answers.filter(({ status }) => status === 200);
      assert.equal(winners.length, 1);
      assert.ok(answers.every(({ status, body }) => status === 200 || body['error'] === 'invalid_grant'));
      assert.ok(await isActive(at(1), winners[0]?.body['access_token']));
    });

    it('let one decision about a request to a person stand — security.md R-5, advanced.md CIB-5', async () => {
      const asked = await requestPerson(at(0));
      const { path, fields } = await openedRequest(person, asked);
      const decisions = await many((origin, index) =>
        person.submit(path, { ...fields, action: index % 2 === 0 ? 'approve' : 'deny' }, origin),
      );
      noServerError(decisions.map(({ response }) => response));
      const { status, body } = await pollRequest(at(1), asked);
      assert.ok(status === 200 || body['error'] === 'access_denied', String(body['error']));
      assert.equal(
        (await pollRequest(at(0), asked)).body['error'],
        status === 200 ? 'invalid_grant' : 'access_denied',
      );
    });

    it('let one poll have the tokens of a device — security.md R-5', async () => {
      const device = await approvedDevice(person, at(0));
      const answers = await many((origin) => pollDevice(origin, device));
      noServerError(answers);
      const winners = answers.filter(({ status }) => status === 200);
      assert.equal(winners.length, 1);
      assert.ok(answers.every(({ status, body }) => status === 200 || body['error'] === 'invalid_grant'));
      assert.ok(await isTokenAlive(at(1), winners[0]?.body['access_token']));
    });

    it('let one decision about a device stand — security.md R-5', async () => {
      const device = await requestDevice(at(0));
      const { page } = await person.get(`/device?user_code=${device['user_code']}`);
      const entered = await person.submit('/device/verify', {
        ...hiddenFields(page),
        user_code: String(device['user_code']),
      });
      const fields = hiddenFields(entered.page);
      const results = await Promise.all(
        Array.from({ length: parallel }, (_, index) =>
          person.submit('/device/verify', { ...fields, action: index % 2 === 0 ? 'approve' : 'deny' }),
        ),
      );
      const said = results.map(({ response, page }) => ({
        status: response.status,
        title: /<h1>(.*?)<\/h1>/.exec(page)?.[1],
      }));
      assert.ok(said.every(({ status }) => status === 200 || status === 400));
      // The decision that stands is answered to every click that made it (protocol.md IN-6), to no other.
      const stands = said.filter(({ status }) => status === 200);
      assert.equal(stands.length, parallel / 2);
      assert.equal(new Set(stands.map(({ title }) => title)).size, 1);
    });

    it('leave nothing alive of somebody who is disabled meanwhile — product.md U-3, product.md §17 Races', async () => {
      const root = await signIn(at(0), servers.publicOrigin, 'root');
      const eve = await signIn(at(0), servers.publicOrigin, 'eve');
      const tokens = await eve.tokens();
      const codes = await Promise.all(Array.from({ length: 6 }, () => eve.code()));
      const guests = Array.from({ length: 6 }, (_, index) => visitor(at(index), servers.publicOrigin));
      const forms = await Promise.all(guests.map((guest) => guest.get('/login')));
      const { page } = await root.get('/admin/users/eve/disable');
      const refresh = { grant_type: 'refresh_token', refresh_token: String(tokens['refresh_token']) };
      const signIns = guests.map((guest, index) =>
        guest.submit('/login', { ...hiddenFields(forms[index]?.page ?? ''), username: 'eve', password }),
      );
      const [answers, disabled] = await Promise.all([
        Promise.all([
          ...codes.map((code, index) => post(at(index), '/oauth/token', redemption(code))),
          ...Array.from({ length: 8 }, (_, index) => post(at(index), '/oauth/token', refresh)),
        ]),
        root.submit('/admin/users/eve/disable', hiddenFields(page), at(1)),
        ...signIns,
      ]);
      noServerError(answers);
      assert.equal(disabled.response.status, 303);
      for (const guest of [eve, ...guests]) assert.equal((await guest.get('/account')).response.status, 303);
      for (const { body } of [{ body: tokens }, ...answers]) {
        assert.equal(await isActive(at(0), body['access_token'] ?? 'none'), false);
        assert.equal(await isActive(at(1), body['refresh_token'] ?? 'none'), false);
      }
      const person = await root.get('/admin/users/eve');
      await root.submit('/admin/users/eve/enable', hiddenFields(person.page));
      for (const { body } of [{ body: tokens }, ...answers])
        assert.equal(
          await isActive(at(1), body['access_token'] ?? 'none'),
          false,
          'enabling revives nothing',
        );
      assert.equal((await eve.get('/account')).response.status, 303);
    });

    it('give one code to a decision that every process is sent — protocol.md IN-6, AZ-7', async () => {
      const verifier = 'v'.repeat(43);
      const query = new URLSearchParams({
        client_id: 'web',
        redirect_uri: redirectUri,
        response_type: 'code',
        scope: 'openid read',
        prompt: 'consent',
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
        code_challenge_method: 'S256',
      });
      const { response: asked } = await person.get(`/oauth/authorize?${query}`);
      const { page } = await person.get(asked.headers.get('location') ?? '');
      const form = { ...hiddenFields(page), action: 'approve' };
      const answers = await many((origin) => person.submit('/consent', form, origin));
      const [location = '', ...others] = new Set(
        answers.map(({ response }) => response.headers.get('location') ?? `status ${response.status}`),
      );
      assert.deepEqual(others, []);
      const code = new URL(location).searchParams.get('code') ?? '';
      const redeemed = await many((origin) => post(origin, '/oauth/token', redemption({ code, verifier })));
      noServerError(redeemed);
      assert.equal(redeemed.filter(({ status }) => status === 200).length, 1);
      for (const index of [0, 1]) {
        const denied = await person.submit('/consent', { ...form, action: 'deny' }, at(index));
        assert.equal(denied.response.status, 400);
      }
    });

    it('leave nothing alive after a revocation, whichever refresh won — security.md R-9', async () => {
      const tokens = await person.tokens();
      let current = String(tokens['refresh_token']);
      const answers = await Promise.all([
        ...Array.from({ length: 10 }, (_, index) =>
          post(at(index), '/oauth/token', { grant_type: 'refresh_token', refresh_token: current }),
        ),
        post(at(1), '/oauth/revoke', { token: current }),
      ]);
      noServerError(answers);
      for (const { body } of answers) {
        if (body['access_token'] === undefined) continue;
        current = String(body['refresh_token']);
        assert.equal(await isActive(at(0), body['access_token']), false);
      }
      assert.equal(await isActive(at(0), current), false);
      assert.equal(await isActive(at(0), tokens['access_token']), false);
    });

    it('kill the family when a code comes back a second later — security.md R-1, protocol.md TC-2', async () => {
      const code = await person.code();
      const first = await post(at(0), '/oauth/token', redemption(code));
      const mismatched = { ...redemption(code), code_verifier: 'x'.repeat(43) };
      await new Promise((resolve) => setTimeout(resolve, 1100));
      assert.equal((await post(at(1), '/oauth/token', mismatched)).status, 400);
      assert.ok(await isActive(at(0), first.body['access_token']));
      const replays = await many((origin) => post(origin, '/oauth/token', redemption(code)));
      assert.ok(replays.every(({ status, body }) => status === 400 && body['error'] === 'invalid_grant'));
      assert.equal(await isActive(at(0), first.body['access_token']), false);
      assert.equal(await isActive(at(1), first.body['refresh_token']), false);
    });
  });

  describe(`strict rotation on ${name}`, () => {
    let servers: Servers;
    let person: Person;
    const at = (index: number): string => servers.origins[index % servers.origins.length] ?? '';
    before(async () => {
      servers = await start('off');
      person = await signIn(at(0), servers.publicOrigin);
    });
    after(() => servers.stop());

    it('lets one of many parallel refreshes win; later reuse ends the family — security.md R-3, R-4', async () => {
      const { refresh_token: token } = await person.tokens();
      const fields = { grant_type: 'refresh_token', refresh_token: String(token) };
      const answers = await Promise.all(
        Array.from({ length: parallel }, (_, index) => post(at(index), '/oauth/token', fields)),
      );
      const winners = answers.filter(({ status }) => status === 200);
      assert.equal(winners.length, 1);
      assert.ok(answers.every(({ status, body }) => status === 200 || body['error'] === 'invalid_grant'));
      const reuse = await post(at(1), '/oauth/token', fields);
      assert.equal(reuse.body['error'], 'invalid_grant');
      assert.equal(await isActive(at(0), winners[0]?.body['access_token']), false);
    });

    it('sees the reuse of a token three rotations old — security.md R-4, protocol.md RF-5', async () => {
      const tokens = await person.tokens();
      const refresh = async (token: unknown) =>
        (await post(at(0), '/oauth/token', { grant_type: 'refresh_token', refresh_token: String(token) }))
          .body;
      const second = await refresh(tokens['refresh_token']);
      const third = await refresh(second['refresh_token']);
      const fourth = await refresh(third['refresh_token']);
      assert.ok(await isActive(at(1), fourth['access_token']));
      assert.equal((await refresh(tokens['refresh_token']))['error'], 'invalid_grant');
      assert.equal(await isActive(at(1), fourth['access_token']), false);
      assert.equal(await isActive(at(1), fourth['refresh_token']), false);
    });
  });
}
