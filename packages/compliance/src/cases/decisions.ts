import assert from 'node:assert/strict';
import { startDevice, visitDevicePage } from '../conversation/device.ts';
import { current, manage, publicApp, type Registered, registered } from '../conversation/registration.ts';
import type { Case } from '../run/case.ts';
import { onePage } from '../run/facade-differences.ts';
import { expectError, expectStatus, stringOf } from '../wire/answer.ts';
import type { Authorization } from '../wire/authorization.ts';
import type { Browser, Landing, Page } from '../wire/browser.ts';

// protocol.md IN-6: a decision counts for what its page showed, and is answered twice when it is clicked twice.

const house: Case['needs'] = ['house_rules'];
const strangers: Case['needs'] = ['house_rules', 'registration', 'registration_management'];

/** Presses a button of the page's form. */
function press(browser: Browser, page: Landing, value: string): Promise<Landing> {
  assert.ok(page.kind === 'page');
  const form = page.forms.find((one) => one.buttons.some((button) => button.value === value));
  const button = form?.buttons.find((one) => one.value === value);
  assert.ok(form && button, `no button "${value}"`);
  return browser.submit(page, form, { button });
}

const atConsent = { purpose: { stopAt: 'consent' } } as const;

function pageOf({ landing }: Authorization): Page {
  assert.ok(landing.kind === 'page');
  return landing;
}

function codeOf(landing: Landing): string {
  assert.ok(landing.kind === 'departure', 'nothing was delivered to the client');
  const code = landing.url.searchParams.get('code');
  assert.ok(code, 'no code');
  return code;
}

const replace = async ({ answer }: Registered, changes: Readonly<Record<string, unknown>>): Promise<void> =>
  expectStatus(await manage(answer, { method: 'PUT', body: current(answer, changes) }), 200);

const changes: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  ['a wider scope', { scope: 'openid email phone address offline_access' }],
  ['another name', { client_name: 'Your Bank' }],
  ['another redirect URI', { redirect_uris: ['https://app.example/cb', 'https://bank.example/cb'] }],
  ['other terms', { tos_uri: 'https://bank.example/terms' }],
];

const changed: readonly Case[] = changes.map(([what, change]) => ({
  name: `a client that registers ${what} while its page is open gets nothing of the click`,
  requirements: ['protocol.md IN-6', 'protocol.md AZ-8', 'security.md F-11'],
  needs: strangers,
  differs: { facade: onePage },
  async run(t) {
    const client = await registered(t, publicApp({ scope: 'openid' }));
    const wish = { client: client.client.client_id, parameters: { scope: undefined }, ...atConsent };
    const shown = await client.t.authorize(wish);
    await replace(client, change);
    const again = await press(shown.browser, pageOf(shown), 'approve');
    assert.ok(again.kind === 'page', 'a decision about another page was carried out');
    assert.equal(again.status, 400);
    const code = codeOf(await press(shown.browser, again, 'approve'));
    const answer = await client.t.redeem({ ...shown, code: () => code });
    expectStatus(answer, 200);
    const granted = stringOf(answer, 'scope').split(' ');
    for (const scope of granted)
      assert.ok(again.html.includes(`<code>${scope}</code>`), `${scope} was not shown`);
  },
}));

const repeated: readonly Case[] = [
  {
    name: 'Allow clicked twice leads to the client twice, with one code',
    requirements: ['protocol.md IN-6', 'protocol.md AZ-7'],
    needs: house,
    differs: { facade: onePage },
    async run(t) {
      const shown = await t.authorize({ parameters: { prompt: 'consent' }, ...atConsent });
      const landings = await Promise.all([1, 2].map(() => press(shown.browser, pageOf(shown), 'approve')));
      const [code = '', other] = landings.map(codeOf);
      assert.equal(other, code);
      expectStatus(await t.redeem({ ...shown, code: () => code }), 200);
      expectError(await t.redeem({ ...shown, code: () => code }), 400, 'invalid_grant');
    },
  },
  {
    name: 'Deny clicked twice tells the client twice',
    requirements: ['protocol.md IN-6', 'protocol.md IN-5'],
    needs: house,
    differs: { facade: onePage },
    async run(t) {
      const shown = await t.authorize({ parameters: { prompt: 'consent' }, ...atConsent });
      for (let click = 0; click < 2; click += 1) {
        const landing = await press(shown.browser, pageOf(shown), 'deny');
        assert.ok(landing.kind === 'departure');
        assert.equal(landing.url.searchParams.get('error'), 'access_denied');
      }
    },
  },
  {
    name: 'the decision about a device clicked twice says the same twice',
    requirements: ['protocol.md IN-6', 'protocol.md DV-4'],
    needs: ['house_rules', 'device'],
    differs: { facade: onePage },
    async run(t) {
      const browser = t.browser();
      const started = await startDevice(t);
      const { landing } = await visitDevicePage(t, started, { browser, purpose: { stopAt: 'consent' } });
      const pages = [await press(browser, landing, 'approve'), await press(browser, landing, 'approve')];
      const titles = pages.map((page) => {
        assert.ok(page.kind === 'page');
        assert.equal(page.status, 200);
        return /<h1>(.*?)<\/h1>/.exec(page.html)?.[1];
      });
      assert.equal(titles[0], titles[1]);
      const contrary = await press(browser, landing, 'deny');
      assert.ok(contrary.kind === 'page');
      assert.equal(contrary.status, 400);
    },
  },
];

export const decisionCases: readonly Case[] = [...changed, ...repeated];
