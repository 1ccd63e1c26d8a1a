/** What the dashboard warns of (product.md A-10). */

import { strict as assert } from 'node:assert';
import { describe, it } from 'node:test';
import { carol, pathsOn, startAccountWorld } from '../account/world.ts';

const github = { GITHUB_CLIENT_ID: 'grantor', GITHUB_CLIENT_SECRET: 'x'.repeat(40) };

describe('the dashboard', () => {
  for (const [allowed, isWarned] of [
    ['', true],
    ['ada', false],
  ] as const) {
    it(`${isWarned ? 'warns of' : 'is content with'} a provider that lets in “${allowed}” — product.md A-10`, async () => {
      const environment = allowed === '' ? github : { ...github, ALLOWED_GITHUB_USERS: allowed };
      const world = await startAccountWorld({}, { people: [carol], environment });
      try {
        const page = await (await (await world.signedIn(carol)).get('/admin')).text();
        assert.match(page, /<h1>Dashboard<\/h1>/);
        assert.equal(/admits nobody.*?<a href="\/admin\/system">/.test(page), isWarned);
      } finally {
        await world.stop();
      }
    });
  }

  it('leads whoever looks, and has no second factor, to where one is set up — product.md A-10, §12.3', async () => {
    const world = await startAccountWorld({}, { people: [carol] }); // and `admin`, of the first start
    try {
      const browser = await world.signedIn(carol);
      const { kysely } = world.server.running.database;
      const warned = async () => {
        const page = await (await browser.get('/admin')).text();
        const others = /An administrator has no second factor.*?<a href="\/admin\/users\?role=admin">/;
        return [/You have no second factor.*?<a href="\/account\/factors">/.test(page), others.test(page)];
      };
      assert.deepEqual(await warned(), [true, true]);
      await kysely.updateTable('user_account').set({ role: 'user' }).where('id', '<>', carol.sub).execute();
      assert.deepEqual(await warned(), [true, false]);
      const factor = { user_id: carol.sub, sealed_secret: 'sealed', last_step: 0, created_at: 1 };
      await kysely.insertInto('totp_factor').values(factor).execute();
      assert.deepEqual(await warned(), [false, false]);
      const doors = await pathsOn(browser, '/admin', /^\/admin\/(users|clients|tokens)$/);
      // Each is in the navigation of wide and of narrow screens, too
      for (const path of ['/admin/users', '/admin/clients', '/admin/tokens'])
        assert.equal(doors.filter((door) => door === path).length, 3, path);
    } finally {
      await world.stop();
    }
  });
});
