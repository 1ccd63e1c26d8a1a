/** The pages about people belong to administrators (security.md D-2). */

import { strict as assert } from 'node:assert';
import { after, before, describe, it } from 'node:test';
import { type AccountWorld, startAccountWorld } from '../account/world.ts';
import { alice, bob } from '../e2e/declarations.ts';
import { hiddenFields, plainBrowser } from '../e2e/plain-browser.ts';

let world: AccountWorld;
before(async () => {
  world = await startAccountWorld();
});
after(() => world.stop());

const routes = (id: string): readonly string[] => [
  '/admin/users',
  '/admin/users/new',
  '/admin/sessions',
  '/admin/sessions/some/end',
  ...[
    '',
    '/edit',
    '/reset-password',
    '/reset-factors',
    '/disable',
    '/enable',
    '/delete',
    '/sessions',
    '/authorizations',
  ].map((end) => `/admin/users/${id}${end}`),
  `/admin/users/${id}/sessions/some/end`,
  `/admin/users/${id}/authorizations/some/revoke`,
];

describe('the pages about people', () => {
  it('are for administrators alone — security.md D-2, product.md A-1', async () => {
    const person = await world.signedIn(bob);
    const fields = hiddenFields(await (await person.get('/account')).text());
    for (const path of routes(alice.sub)) {
      const post = await person.post(path, { ...fields, username: 'new', name: 'alice' });
      const isShownOnly = post.status === 405;
      assert.ok(isShownOnly || post.status === 403, `POST ${path}: ${post.status}`);
      const get = await person.get(path);
      assert.ok(
        get.status === 403 || (get.status === 405 && path.endsWith('/enable')),
        `GET ${path}: ${get.status}`,
      );
      const stranger = await plainBrowser(world.server).get(path);
      assert.ok(stranger.status === 303 || stranger.status === 405, path);
    }
  });
});
