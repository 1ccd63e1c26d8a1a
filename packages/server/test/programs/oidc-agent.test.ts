import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Person } from '../documentation/person.ts';
import { ada } from './ada.ts';
import { type Bench, setUp } from './bench.ts';
import { missingCommand } from './installed.ts';

describe('oidc-agent', { skip: missingCommand('oidc-agent') }, () => {
  let bench: Bench;
  let agent: number | undefined;
  before(async () => {
    bench = await setUp('oidc-agent');
  });
  after(async () => {
    if (agent !== undefined) process.kill(agent); // it left the group of the shell that started it
    await bench.stop();
  });

  it('gets its tokens as a device', async () => {
    const commands = `exec < /dev/null; eval $(oidc-agent)\n${bench.block('sh')}`;
    const environment = { HOME: bench.folder, OIDC_CONFIG_DIR: bench.folder };
    const run = await bench.run('bash', ['-c', commands], { environment });
    agent = Number((await run.says(/Agent pid (\d+)/))[1]);
    const [, code = ''] = await run.says(/enter the code: ([A-Z]{4}-[A-Z]{4})/);
    await new Person().allowDevice(`${bench.issuer}/device?user_code=${code}`, ada);
    const [token] = await run.says(/^ey[\w-]+\.[\w-]+\.[\w-]+$/m);
    const answer = await fetch(`${bench.issuer}/oauth/userinfo`, {
      headers: { authorization: `Bearer ${token}` },
    });
    assert.equal(((await answer.json()) as { name?: string }).name, 'Ada Lovelace');
    assert.equal(await run.ends(), 0);
  });
});
