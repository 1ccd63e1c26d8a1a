import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { Person } from '../documentation/person.ts';
import { ada } from './ada.ts';
import { type Bench, setUp } from './bench.ts';

/** Starts the script, signs in, and answers whom Auth.js takes the person for. */
async function userOf(bench: Bench, script: string): Promise<unknown> {
  const address = bench.placed('http://localhost:3000');
  await bench.run(process.execPath, [bench.file('app.mjs', script)], { answersAt: address });
  const person = new Person();
  const start = await person.open(`${address}/auth/signin`);
  const callbackUrl = `${address}/auth/session`;
  const asked = await person.submit(start, `${address}/auth/signin/grantor`, { callbackUrl });
  const { text } = await person.allow(asked, ada);
  return JSON.parse(text).user;
}

describe('Auth.js', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await setUp('Auth.js');
  });
  afterEach(() => bench.stop());

  it('knows name and e-mail address after the sign-in', async () => {
    const user = await userOf(bench, bench.block('js'));
    assert.deepEqual(user, { name: 'Ada Lovelace', email: 'ada@example.com' });
  });
});

describe('Auth.js, with nothing about the person in the ID token', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await setUp('Auth.js', { without: 'claims_in_id_token' });
  });
  afterEach(() => bench.stop());

  it('knows neither name nor e-mail address', async () => {
    assert.deepEqual(await userOf(bench, bench.block('js')), {});
  });

  it('knows them when it is told to ask userinfo', async () => {
    const script = bench.block('js').replace("type: 'oidc',", "type: 'oidc', idToken: false,");
    assert.deepEqual(await userOf(bench, script), { name: 'Ada Lovelace', email: 'ada@example.com' });
  });
});
