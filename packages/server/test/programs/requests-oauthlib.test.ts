import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Person } from '../documentation/person.ts';
import { ada } from './ada.ts';
import { type Bench, setUp } from './bench.ts';
import { missingModule, python } from './installed.ts';

describe('requests-oauthlib', { skip: missingModule('requests_oauthlib') }, () => {
  let bench: Bench;
  before(async () => {
    bench = await setUp('requests-oauthlib');
  });
  after(() => bench.stop());

  it('greets the person whose sign-in was pasted into it', async () => {
    const script = await bench.run(python, [bench.file('script.py', bench.block('py'))]);
    const [, address = ''] = await script.says(/Open (\S+)/);
    const person = new Person({ stopsAt: bench.placed('http://localhost:5000/') });
    const { url } = await person.allow(await person.open(address), ada);
    script.write(`${url.href}\n`);
    await script.says(/Ada Lovelace/);
    assert.equal(await script.ends(), 0);
  });

  it('shows the reason when it sends no PKCE', async () => {
    const without = bench.block('py').replace('    pkce="S256",\n', '');
    const script = await bench.run(python, [bench.file('script.py', without)]);
    const [, address = ''] = await script.says(/Open (\S+)/);
    const { url } = await new Person({ stopsAt: bench.placed('http://localhost:5000/') }).open(address);
    script.write(`${url.href}\n`);
    await script.says(/\(invalid_request\) PKCE is required of /);
  });
});
