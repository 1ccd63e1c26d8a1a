import assert from 'node:assert/strict';
import { publicApp, registered } from '../conversation/registration.ts';
import type { Case } from '../run/case.ts';
import { alwaysAsks, keptByBrowser, tellsOnceSomebodyWasAsked } from '../run/facade-differences.ts';
import { expectStatus } from '../wire/answer.ts';
import { expectRedirectedError } from '../wire/authorization.ts';

// OpenID Connect Core §5.5: claims asked for by name, as part of what a person agrees to.

const needs: Case['needs'] = ['claims_parameter'];
const house: Case['needs'] = ['claims_parameter', 'house_rules'];

const wanting = (...names: readonly string[]): string =>
  JSON.stringify({ userinfo: Object.fromEntries(names.map((name) => [name, null])) });

export const requestedClaimCases: readonly Case[] = [
  {
    name: 'a claim asked for by name is shown on the consent page',
    requirements: ['protocol.md IN-6', 'Core §5.5'],
    needs: house,
    async run(t) {
      const parameters = { claims: wanting('phone_number', 'birthdate'), prompt: 'consent' };
      const { landing } = await t.authorize({ parameters, purpose: { stopAt: 'consent' } });
      assert.ok(landing.kind === 'page');
      for (const name of ['phone_number', 'birthdate'])
        assert.ok(landing.html.includes(`<code>${name}</code>`), `${name} is not shown`);
      const plain = await t.authorize({ parameters: { prompt: 'consent' }, purpose: { stopAt: 'consent' } });
      assert.ok(plain.landing.kind === 'page' && !plain.landing.html.includes('phone_number'));
    },
  },
  {
    name: 'a remembered consent without a claim asks again for it',
    requirements: ['security.md F-10', 'protocol.md IN-3', 'protocol.md IN-6'],
    differs: { facade: alwaysAsks },
    needs,
    async run(t) {
      const { browser } = await t.authorize({ client: 'growing' });
      const parameters = { claims: wanting('phone_number') };
      const silent = { ...parameters, prompt: 'none' };
      expectRedirectedError(
        await t.authorize({ browser, client: 'growing', parameters: silent }),
        'consent_required',
        'interaction_required',
      );
      const more = await t.authorize({ browser, client: 'growing', parameters });
      more.code();
      assert.ok(more.steps.includes('consent'), 'a new claim was granted unasked');
      const again = await t.authorize({ browser, client: 'growing', parameters });
      again.code();
      assert.deepEqual(again.steps, []);
    },
  },
  {
    name: 'claims of a scope the client may not have are not released',
    requirements: ['security.md T-4', 'protocol.md IN-6'],
    needs: house,
    async run(t) {
      const { json } = await t.tokens({
        client: 'narrow',
        parameters: { scope: 'openid', claims: wanting('email', 'phone_number', 'address') },
      });
      const userinfo = await t.userinfo(String(json['access_token']));
      expectStatus(userinfo, 200);
      assert.deepEqual(Object.keys(userinfo.json), ['sub']);
    },
  },
  {
    name: 'an identifier in a request shows nobody whose it is',
    requirements: ['Core §5.5.1', 'protocol.md §6 claims'],
    needs: house,
    async run(t) {
      const { sub } = t.user();
      const claims = JSON.stringify({ id_token: { sub: { value: sub } } });
      const { landing } = await t.authorize({ parameters: { claims }, purpose: { stopAt: 'sign-in' } });
      assert.ok(landing.kind === 'page');
      assert.ok(!landing.html.includes('alice'), 'the sign-in page names the person');
    },
  },
  {
    name: 'an unreachable level asked for by POST leads nobody to a client that registered itself',
    requirements: ['protocol.md AZ-2', 'protocol.md AZ-7', 'security.md F-4', 'RFC 9700 §4.11.2'],
    needs: ['claims_parameter', 'house_rules', 'registration', 'acr'],
    differs: { facade: tellsOnceSomebodyWasAsked },
    async run(t) {
      const { t: known, client } = await registered(t, publicApp());
      const claims = JSON.stringify({ id_token: { acr: { essential: true, value: 'no-such-level' } } });
      for (const method of ['GET', 'POST'] as const) {
        const wish = { client: client.client_id, method, browser: t.browser(), parameters: { claims } };
        const { landing } = await known.authorize(wish);
        assert.ok(landing.kind === 'page', `${method} was redirected`);
        assert.equal(landing.status, 400);
        assert.ok(landing.html.includes('app.example'));
        const posted = { ...wish, parameters: { claims, response_mode: 'form_post' } };
        const form = await known.authorize(posted);
        assert.equal(form.deliveredTo, 'https://app.example/cb', 'the way back is no form');
        assert.equal(form.response.get('error'), 'unmet_authentication_requirements');
      }
    },
  },
  {
    name: 'a request that was posted belongs to the browser that posted it',
    requirements: ['protocol.md AZ-7', 'security.md F-11'],
    needs: ['house_rules'],
    differs: { facade: keptByBrowser },
    async run(t) {
      const browser = t.browser();
      const { parameters } = t.request('web');
      const posted = await browser.request(new URL(t.endpoint('authorization_endpoint')), {
        method: 'POST',
        body: new URLSearchParams(
          Object.entries(parameters).map(([name, value]) => [name, String(value)]),
        ).toString(),
        headers: { 'sec-fetch-site': 'cross-site', origin: 'https://client.example' },
      });
      assert.equal(posted.status, 303);
      const address = new URL(posted.headers.get('location') ?? '', t.issuer);
      const stolen = await t.browser().open(address);
      assert.ok(stolen.kind === 'page');
      assert.equal(stolen.status, 400);
      const own = await browser.open(address);
      assert.ok(own.kind === 'page' && own.status === 200, 'its own browser cannot go on');
    },
  },
];
