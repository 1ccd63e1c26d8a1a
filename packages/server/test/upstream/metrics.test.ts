import assert from 'node:assert/strict';
import { it } from 'node:test';
import { plainBrowser } from '../e2e/plain-browser.ts';
import { during } from '../metrics/scrape.ts';
import { asOpenId, startThroughWorld } from './world.ts';

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
