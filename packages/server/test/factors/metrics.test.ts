import assert from 'node:assert/strict';
import { it } from 'node:test';
import { alice } from '../e2e/declarations.ts';
import { signInPlainly } from '../e2e/plain-browser.ts';
import { during } from '../metrics/scrape.ts';
import { answers, reachesFactor, startFactorServer } from './signed-in.ts';

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
