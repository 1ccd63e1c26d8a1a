import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Bench, setUp, signInAt } from './bench.ts';
import { missingModule, python } from './installed.ts';

describe('Authlib', { skip: missingModule('authlib') }, () => {
  let bench: Bench;
  before(async () => {
    bench = await setUp('Authlib');
  });
  after(() => bench.stop());

  /** Starts the script, signs in, and answers what it shows. */
  const shownBy = async (script: string): Promise<Record<string, unknown>> => {
    const address = bench.placed('http://localhost:5000');
    const run = await bench.run(python, [bench.file('app.py', script)], { answersAt: address });
    return JSON.parse(await signInAt(address).finally(() => run.stop()));
  };

  it('knows name and e-mail address after the sign-in', async () => {
    const person = await shownBy(bench.block('py'));
    assert.equal(person['name'], 'Ada Lovelace');
    assert.equal(person['email'], 'ada@example.com');
  });

  it('may send its nonce instead of PKCE, and finds no name in the ID token', async () => {
    const script = bench
      .block('py')
      .replace(', "code_challenge_method": "S256"', '')
      .replace('oauth.grantor.userinfo(token=token)', 'token["userinfo"]');
    const person = await shownBy(script);
    assert.ok(person['sub']);
    assert.equal('name' in person, false);
  });
});
