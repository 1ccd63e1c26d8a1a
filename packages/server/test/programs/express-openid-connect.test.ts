import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Bench, setUp, signInAt } from './bench.ts';
import { missingPackage, nodePackages } from './installed.ts';

describe('express-openid-connect', { skip: missingPackage('express-openid-connect') }, () => {
  let bench: Bench;
  before(async () => {
    bench = await setUp('express-openid-connect', { packages: nodePackages });
  });
  after(() => bench.stop());

  /** Starts the script, signs in, and answers what it shows. */
  const shownBy = async (script: string): Promise<string> => {
    const address = bench.placed('http://localhost:3000');
    const run = await bench.run(process.execPath, [bench.file('app.mjs', script)], { answersAt: address });
    return await signInAt(address).finally(() => run.stop());
  };

  it('knows name and e-mail address after the sign-in', async () => {
    const person = JSON.parse(await shownBy(bench.block('js')));
    assert.equal(person.name, 'Ada Lovelace');
    assert.equal(person.email, 'ada@example.com');
  });

  it('is refused when it asks for an ID token in front', async () => {
    const script = bench.block('js').replace("response_type: 'code', ", '');
    assert.match(await shownBy(script), /unsupported_response_type/); // in the form that goes back to it
  });
});
