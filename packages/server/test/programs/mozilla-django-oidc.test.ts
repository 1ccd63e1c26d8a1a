import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Bench, setUp, signInAt } from './bench.ts';
import { startDjango } from './django-site.ts';
import { missingModule } from './installed.ts';

describe('mozilla-django-oidc', { skip: missingModule('mozilla_django_oidc') }, () => {
  let bench: Bench;
  let address: string;
  before(async () => {
    bench = await setUp('mozilla-django-oidc');
    address = await startDjango(bench, 'mozilla_django_oidc');
  });
  after(() => bench.stop());

  it('makes an account with the e-mail address', async () => {
    const user = JSON.parse(await signInAt(`${address}/oidc/authenticate/`));
    assert.equal(user.email, 'ada@example.com');
  });
});
