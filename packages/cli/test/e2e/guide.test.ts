import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { connectsDevice, missingPrograms, type Person, shellBlocks } from '@grantor/server/testing';
import { isListed, optionsOf } from '../../src/command-line/command.ts';
import { commands } from '../../src/index.ts';
import { compiledBefore } from '../child.ts';
import { administratorOf, dataOf } from './administrator.ts';
import { ada, type Desk, service, startDesk } from './desk.ts';

const repository = resolve(import.meta.dirname, '../../../..');
const path = 'docs/grantor-command.md';
const managementPath = 'docs/management-api.md';
const [definition = '', ...blocks] = shellBlocks(path);

/** What a block printed, in a terminal over SSH; whoever reads a code there enters it. */
async function runBlock(desk: Desk, home: string, block: string): Promise<string> {
  const { PATH = '' } = process.env;
  const shell = spawn('bash', ['-e', '-o', 'pipefail', '-c', `${definition}\ncd "$HOME"\n${block}`], {
    cwd: repository,
    env: { ...compiledBefore, PATH, HOME: home, TOKEN_STORE: 'file', SSH_CONNECTION: 'yes' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const written = { out: '', err: '' };
  shell.stdout.on('data', (chunk) => {
    written.out += String(chunk);
  });
  shell.stderr.on('data', (chunk) => {
    written.err += String(chunk);
    const link = /Or open\s+(\S+)\n/.exec(written.err)?.[1];
    if (link === undefined) return;
    written.err = '';
    const person = block.includes('--data') ? administratorOf(desk) : ada;
    connects(desk, link, person).catch((error: unknown) => shell.emit('error', error));
  });
  const code = await new Promise((done, failed) => shell.once('close', done).once('error', failed));
  assert.equal(code, 0, `${block}\n${written.err}`);
  return written.out;
}

async function connects({ chromium }: Desk, link: string, person: Person): Promise<void> {
  const page = await chromium.newPage();
  await connectsDevice(page, link, person);
  await page.context().close();
}

/** What each block prints, in the order of the page. */
const printed: readonly RegExp[] = [
  /^✓ Signed in to .* as Ada Lovelace/, // login
  /^Ada Lovelace[\s\S]*Scopes +openid profile email offline_access/, // whoami
  /"name":"Ada Lovelace"/, // token, for curl
  /^\S{20,}\n\S{20,}\n$/, // narrower, and for longer
  /^✓ You are signed in to [\s\S]*Kept in +~\/\.env\n\S{20,}\n$/, // an env file
  /^✓ Registered “My app”/, // register
  /^✓ Client “My app”[\s\S]*✓ Updated “My better app”/, // registration
  /^✓ The token is active\./, // introspect
  /^The token is taken back at /, // revoke
  /^Signed out of /, // logout
  /^User name +Name +E-mail[\s\S]*\nada +Ada Lovelace /, // administration
  /^✓ Created the user “grace”[\s\S]*Groups +operators[\s\S]*Client secret {2}\S{43}\n[\s\S]* active [\s\S]*POLICY_CHANGED/, // and what it can do
  /^[\w-]+\.[\w-]+\.[\w-]+\n$/, // local-token
  /^$/, // completion
];

describe(path, { skip: missingPrograms() }, () => {
  let desk: Desk;
  before(async () => {
    desk = await startDesk();
  });
  after(() => desk.stop());

  it('shows commands that do what it says, one after the other — cli.md §1 whoami', async () => {
    const home = desk.newHome();
    writeFileSync(join(home, 'reports-api-secret.txt'), service.secret);
    assert.equal(blocks.length, printed.length);
    for (const [index, block] of blocks.entries()) {
      const here = block
        .replaceAll('http://localhost:8080', desk.server.origin)
        .replaceAll('./data', dataOf(desk));
      assert.match(await runBlock(desk, home, here), printed[index] ?? /$^/, block);
    }
    assert.ok(existsSync(join(home, '.env')));
  });

  it(`lends its token to other programs, as ${managementPath} has it — product.md M-1`, async () => {
    const block = shellBlocks(managementPath).find((one) => one.includes('grantor user list')) ?? '';
    const { origin } = desk.server;
    const server = `export SERVER_URL=${origin} BASE_URL=${origin}\n`;
    const out = await runBlock(desk, desk.newHome(), server + block.replaceAll('./data', dataOf(desk)));
    assert.match(out, /^User name [\s\S]*\n\{"[^\n]*\}$/);
  });

  it('names every command and no option that there is not', () => {
    const page = readFileSync(resolve(repository, path), 'utf8');
    const listed = commands.filter((command) => isListed(command) && command.name !== 'version');
    for (const { name } of listed) assert.ok(page.includes(`grantor ${name}`), name);
    const options = new Set(commands.flatMap((command) => optionsOf(command).map(({ name }) => `--${name}`)));
    for (const [option] of page.matchAll(/(?<![\w-])--[a-z][a-z-]*/g)) assert.ok(options.has(option), option);
  });
});
