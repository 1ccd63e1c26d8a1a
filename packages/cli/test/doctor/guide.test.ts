import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { type ServerProcess, startServerProcess } from '@grantor/server/testing';
import { checks } from '../../src/doctor/checks/checks.ts';

const repository = resolve(import.meta.dirname, '../../../..');
const page = readFileSync(resolve(repository, 'docs/check-a-server.md'), 'utf8');
const blocks = (kind: string): readonly string[] =>
  [...page.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].flatMap(([, name, block = '']) =>
    name === kind ? [block] : [],
  );

describe('docs/check-a-server.md', () => {
  let server: ServerProcess;
  before(async () => {
    server = await startServerProcess();
  });
  after(async () => {
    await server.stop();
  });

  it('shows commands that find nothing wrong with a Grantor', async () => {
    const commands = blocks('sh');
    assert.equal(commands.length, 3);
    for (const command of commands) {
      const line = command.replace('http://localhost:8080', server.origin);
      const { stdout } = await promisify(execFile)('sh', ['-c', line], { cwd: repository });
      assert.match(stdout, command.includes('--json') ? /"verdict": "works"/ : /No errors/);
    }
  });

  it('shows a finding as it is printed', () => {
    const [finding = ''] = blocks('');
    const check = checks.find(({ title }) => finding.includes(title));
    assert.ok(check);
    const words = finding.replaceAll(/\s+/g, ' ');
    for (const text of [check.trips, check.remedy, check.rule]) assert.ok(words.includes(text), text);
  });
});
