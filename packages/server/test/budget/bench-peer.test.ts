import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freePort } from '@grantor/compliance/testing/free-port';

const path = (file: string): string => fileURLToPath(new URL(file, import.meta.url));
const [bench, server] = [path('../../../../bench/main.ts'), path('./peer-server.ts')];

const run = (...options: readonly string[]) =>
  promisify(execFile)(process.execPath, [
    bench,
    '--quick',
    '--seconds',
    '0.2',
    '--connections',
    '2',
    ...options,
  ]);

describe('npm run bench with a server from elsewhere', () => {
  it('starts it by its command and measures all it must offer — performance.md §1', async () => {
    const node = process.execPath;
    const peer = [
      `small=${node} ${server},http://127.0.0.1:${await freePort()}`,
      'format=opaque,metadata=/metadata,introspection=/introspect,tokeninfo=/tokeninfo',
      `approve=${node} ${server} approve`,
    ].join(',');
    const measured = ['client-credentials-opaque', 'introspection', 'refresh', 'tokeninfo-opaque'];
    const { stdout } = await run('--systems', 'oidc-provider', '--system', peer, ...measured);
    for (const scenario of measured) assert.match(stdout, new RegExp(`\\| ${scenario} +\\| small +\\|`));
    assert.match(stdout, /\| refresh +\| oidc-provider +\| 1\.00 +\|/);
  });

  it('takes it as the reference, and asks it for nothing it does not have', async () => {
    const peer = `small=${process.execPath} ${server},http://127.0.0.1:${await freePort()},format=opaque,metadata=/metadata`;
    const options = ['--systems', 'oidc-provider', '--system', peer, '--reference', 'small'];
    const { stdout } = await run(...options, 'client-credentials');
    assert.match(stdout, /\| client-credentials-opaque +\| small +\| 1\.00 +\|/);
    assert.doesNotMatch(stdout, /\| client-credentials-jwt +\| small/);
  });

  it('says what it could not read', async () => {
    const faults = [
      ['--system', 'small', /--system is name=command,http:/],
      ['--system', 'small=,http://127.0.0.1:1,colour=red', /colour is no member of a system/],
      ['--reference', 'nobody', /--reference is none of the systems: nobody/],
    ] as const;
    for (const [option, value, said] of faults)
      await assert.rejects(run(option, value, 'jwks'), ({ stderr }: { stderr: string }) => said.test(stderr));
  });
});
