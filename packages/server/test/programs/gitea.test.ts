import assert from 'node:assert/strict';
import { userInfo } from 'node:os';
import { after, before, describe, it } from 'node:test';
import { Person } from '../documentation/person.ts';
import { ada } from './ada.ts';
import { type Bench, setUp } from './bench.ts';
import { missingCommand } from './installed.ts';

/** What its own first page would ask for. */
const settings = (folder: string): string => `
I_AM_BEING_UNSAFE_RUNNING_AS_ROOT = true
RUN_USER = ${userInfo().username}
[server]
HTTP_ADDR = 127.0.0.1
HTTP_PORT = 3000
ROOT_URL = http://localhost:3000/
DISABLE_SSH = true
[database]
DB_TYPE = sqlite3
PATH = ${folder}/gitea.db
[security]
INSTALL_LOCK = true
`;

describe('Gitea', { skip: missingCommand('gitea') }, () => {
  let bench: Bench;
  before(async () => {
    bench = await setUp('Gitea, and goth');
  });
  after(() => bench.stop());

  it('makes an account of who signs in, with name and address', async () => {
    const { folder } = bench;
    bench.file('custom/conf/app.ini', bench.placed(settings(folder)) + bench.block('ini'));
    const environment = { GITEA_WORK_DIR: folder, HOME: folder };
    const declare = await bench.run('sh', ['-ec', `gitea migrate\n${bench.block('sh')}`], { environment });
    assert.equal(await declare.ends(), 0);
    const answersAt = bench.placed('http://localhost:3000');
    await bench.run('gitea', ['web'], { environment, answersAt });
    const person = new Person();
    await person.allow(await person.open(`${answersAt}/user/oauth2/grantor`), ada);
    const { text } = await person.open(`${answersAt}/user/settings`);
    for (const known of ['value="ada"', 'Ada Lovelace', 'ada@example.com'])
      assert.ok(text.includes(known), known);
  });
});
