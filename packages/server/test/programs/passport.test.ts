import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { type Bench, setUp, signInAt } from './bench.ts';

/** Starts the script, signs in, and answers what it shows. */
async function shownBy(bench: Bench, script: string): Promise<string> {
  const address = bench.placed('http://localhost:3000');
  await bench.run(process.execPath, [bench.file('app.mjs', script)], { answersAt: `${address}/callback` });
  return signInAt(address);
}

describe('Passport', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await setUp('Passport');
  });
  afterEach(() => bench.stop());

  it('knows name and e-mail address after the sign-in', async () => {
    const profile = JSON.parse(await shownBy(bench, bench.block('js')));
    assert.equal(profile.displayName, 'Ada Lovelace');
    assert.deepEqual(profile.emails, [{ value: 'ada@example.com' }]);
  });

  it('shows the reason when it sends no nonce', async () => {
    const without = bench.block('js').replace('  nonce: true,\n', '');
    await assert.rejects(shownBy(bench, without), /AuthorizationError: PKCE is required of .*require_pkce/);
  });
});

describe('Passport, with nothing about the person in the ID token', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await setUp('Passport', { without: 'claims_in_id_token' });
  });
  afterEach(() => bench.stop());

  it('knows no name', async () => {
    const profile = JSON.parse(await shownBy(bench, bench.block('js')));
    assert.ok(profile.id);
    assert.equal('displayName' in profile, false);
  });

  it('knows it when it is told to ask userinfo', async () => {
    const script = bench.block('js').replace('nonce: true,', 'nonce: true, skipUserProfile: false,');
    assert.equal(JSON.parse(await shownBy(bench, script)).displayName, 'Ada Lovelace');
  });
});
