/** What is counted of ways in beside a password (operations.md §7 sign-in). */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { alice } from '../e2e/declarations.ts';
import { plainBrowser, signInPlainly } from '../e2e/plain-browser.ts';
import { answers, reachesFactor, startFactorServer } from '../factors/signed-in.ts';
import { asOpenId, startThroughWorld } from '../upstream/world.ts';
import { growth, scrape } from './scrape.ts';

type Origin = { readonly origin: string };

async function during(server: Origin, area: RegExp, work: () => Promise<unknown>) {
  const earlier = await scrape(server);
  await work();
  const grown = Object.entries(growth(earlier, await scrape(server)));
  return Object.fromEntries(grown.filter(([series]) => area.test(series)));
}

describe('the metrics of', () => {
  it('providers count each return by what it came to — operations.md §7 sign-in', async () => {
    const world = await startThroughWorld({
      environment: (upstream) => ({ ...asOpenId(upstream, 'zoe-1'), METRICS_ENABLED: 'true' }),
    });
    try {
      const grown = await during(world.server, /^auth_oauth_callback/, async () => {
        const signsIn = () => world.signsIn(plainBrowser(world.server));
        await signsIn();
        world.upstream.profile = { sub: 'somebody else' };
        await signsIn();
        world.upstream.denies = true;
        await signsIn();
        world.upstream.denies = false;
        const browser = plainBrowser(world.server);
        await browser.get('/auth/callback/acme?state=made-up&code=x');
        const sent = await browser.get('/auth/login/acme');
        const back = await world.travels(sent.headers.get('location'));
        await browser.get(back.replace(/code=[^&]*/, 'code=wrong'));
        await browser.get('/auth/callback/nobody?state=x');
      });
      assert.deepEqual(grown, {
        'auth_oauth_callback_total{provider="acme",result="success"}': 1,
        'auth_oauth_callback_total{provider="acme",result="refused"}': 1,
        'auth_oauth_callback_total{provider="acme",result="denied"}': 1,
        'auth_oauth_callback_total{provider="acme",result="unknown_state"}': 1,
        'auth_oauth_callback_total{provider="acme",result="error"}': 1,
      });
    } finally {
      await world.stop();
    }
  });

  // operations.md D-2: what is written with something else is told like any other
  it('second factors count each try, and a recovery code is told of — operations.md §7 sign-in', async () => {
    const world = await startFactorServer({ environment: { METRICS_ENABLED: 'true' } });
    try {
      const browser = world.browser();
      await signInPlainly(browser, alice);
      const app = await world.setsUpApp(browser);
      const [recovery = ''] = await world.makesCodes(browser);
      const signIn = async (code: () => string) => {
        const visitor = world.browser();
        return answers(visitor, await reachesFactor(visitor, alice), { code: code() });
      };
      const grown = await during(world.server, /^auth_factor/, async () => {
        await signIn(() => '000000');
        await signIn(() => world.code(app));
        await signIn(() => 'aaaaa-bbbbb');
      });
      assert.deepEqual(grown, {
        'auth_factor_total{kind="totp",result="failure"}': 1,
        'auth_factor_total{kind="totp",result="success"}': 1,
        'auth_factor_total{kind="recovery_code",result="failure"}': 1,
      });
      const told = await during(world.server, /^auth_factor|^audit_events_total.*WARNING/, () =>
        signIn(() => recovery),
      );
      assert.deepEqual(told, {
        'auth_factor_total{kind="recovery_code",result="success"}': 1,
        'audit_events_total{severity="WARNING"}': 1,
      });
      const again = await during(world.server, /^auth_factor|^audit_events_total.*WARNING/, () =>
        signIn(() => recovery),
      );
      assert.deepEqual(again, {
        'auth_factor_total{kind="recovery_code",result="failure"}': 1,
        'audit_events_total{severity="WARNING"}': 1, // AUTHENTICATION_FAILURE
      });
    } finally {
      await world.stop();
    }
  });
});
