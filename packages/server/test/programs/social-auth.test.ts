import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Person } from '../documentation/person.ts';
import { ada } from './ada.ts';
import { type Bench, setUp } from './bench.ts';
import { startDjango } from './django-site.ts';
import { missingModule } from './installed.ts';

describe('social-auth', { skip: missingModule('social_django') }, () => {
  let bench: Bench;
  let address: string;
  before(async () => {
    bench = await setUp('social-auth');
    address = await startDjango(bench, 'social_django');
  });
  after(() => bench.stop());

  it('makes an account with user name and e-mail address', async () => {
    const person = new Person();
    const asked = await person.open(`${address}/login/oidc/`, new URLSearchParams());
    const { text } = await person.allow(asked, ada);
    assert.deepEqual(JSON.parse(text), { email: 'ada@example.com', username: 'ada' });
  });
});
