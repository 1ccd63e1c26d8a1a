import assert from 'node:assert/strict';
import { chmodSync, existsSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { type Bench, setUp, signInAt } from './bench.ts';

const modules = '/usr/lib/apache2/modules';
const here = existsSync(`${modules}/mod_auth_openidc.so`) && existsSync('/usr/sbin/apache2');

/** What an Apache of Debian needs around the lines of the recipe; the page shows who is signed in. */
const server = (bench: Bench): string => `
ServerRoot ${bench.folder}
ServerName localhost
User www-data
Group www-data
Listen ${bench.placed('127.0.0.1:8085')}
PidFile ${bench.folder}/pid
ErrorLog ${bench.folder}/error.log
Mutex file:${bench.folder} default
DocumentRoot ${bench.folder}/site
${['mpm_event', 'authn_core', 'authz_core', 'authz_user', 'include', 'mime', 'auth_openidc']
  .map((name) => `LoadModule ${name}_module ${modules}/mod_${name}.so`)
  .join('\n')}
TypesConfig /dev/null
AddType text/html .html
AddOutputFilter INCLUDES .html
Options +Includes
`;

describe('mod_auth_openidc', {
  skip: here ? false : 'not installed here: libapache2-mod-auth-openidc',
}, () => {
  let bench: Bench;
  before(async () => {
    bench = await setUp('mod_auth_openidc');
    bench.file('site/protected/who.html', '<!--#printenv -->');
    const configuration = bench.file('apache.conf', server(bench) + bench.block('apache'));
    const args = ['-f', configuration, '-DFOREGROUND'];
    chmodSync(bench.folder, 0o755); // started as root, it reads the page as somebody else
    await bench.run('/usr/sbin/apache2', args, { answersAt: bench.placed('http://localhost:8085') });
  });
  after(() => bench.stop());

  it('names the person to the application', async () => {
    const shown = await signInAt(bench.placed('http://localhost:8085/protected/who.html'));
    assert.match(shown, /^REMOTE_USER=ada$/m);
    assert.match(shown, /^OIDC_CLAIM_name=Ada Lovelace$/m);
    assert.match(shown, /^OIDC_CLAIM_email=ada@example.com$/m);
  });
});
