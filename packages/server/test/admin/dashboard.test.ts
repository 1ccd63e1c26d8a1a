/** What the dashboard warns of (product.md A-10). */

import { strict as assert } from 'node:assert';
import { describe, it } from 'node:test';
import { carol, startAccountWorld } from '../account/world.ts';

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
});
