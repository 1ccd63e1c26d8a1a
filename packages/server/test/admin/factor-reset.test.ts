/** Whoever lost their second factors goes to an administrator (product.md U-5). */

import { strict as assert } from 'node:assert';
import { after, before, describe, it } from 'node:test';
import { confirms } from '../account/world.ts';
import { alice } from '../e2e/declarations.ts';
import { signInPlainly } from '../e2e/plain-browser.ts';
import { type FactorServer, startFactorServer } from '../factors/signed-in.ts';

const root = { username: 'root', password: 'nine quiet harbours', role: 'admin', sub: 'root-0003' } as const;

let world: FactorServer;
before(async () => {
  world = await startFactorServer({ people: [root] });
});
after(() => world.stop());

describe('the second factors of a person', () => {
  it('are removed by an administrator: signed out everywhere, and the password signs in — product.md U-5', async () => {
    const person = world.browser();
    await signInPlainly(person, alice);
    await world.setsUpApp(person);
    const admin = world.browser();
    await signInPlainly(admin, root);
    const page = `/admin/users/${alice.sub}`;
    assert.match(await (await admin.get(page)).text(), /reset-factors/);

    const done = await confirms(admin, `${page}/reset-factors`);
    assert.equal(done.headers.get('location'), `${page}?done=factors_reset`);
    assert.equal((await person.get('/account')).headers.get('location')?.startsWith('/login'), true);
    const again = world.browser();
    const signedIn = await signInPlainly(again, alice);
    assert.doesNotMatch(signedIn.headers.get('location') ?? '', /factor/);
    assert.equal((await again.get('/account')).status, 200);
  });

  it('are no way for administrators round their own — product.md U-2, F-6', async () => {
    const admin = world.browser();
    await signInPlainly(admin, root);
    assert.equal((await confirms(admin, `/admin/users/${root.sub}/reset-factors`)).status, 409);
  });
});
