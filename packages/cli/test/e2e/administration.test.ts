/** The commands of administration against a running Grantor, each change looked at where it is kept. */

import assert from 'node:assert/strict';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { startGrantor } from '../child.ts';
import { createTestWorld, type Ran, runIn } from '../world.ts';
import { administratorOf, dataOf, stepsUp, takesOver } from './administrator.ts';
import { workplace } from './desk.ts';

const at = workplace();
/** The home of whoever signed in once, for every test of this file. */
let chief: string | undefined;

beforeEach(async () => {
  chief ??= await newChief();
  takesOver(chief, at.home);
});

async function newChief(): Promise<string> {
  const home = at.desk.newHome();
  const words = ['user', 'list', '--data', dataOf(at.desk)];
  const { code, err } = await stepsUp(at.desk, home, { words, person: administratorOf(at.desk) });
  assert.equal(code, 0, err);
  return home;
}

type Item = Record<string, unknown>;

/** In this process: a start of Node for every line would be most of the time. */
const run = (words: string | readonly string[], ...input: readonly string[]): Promise<Ran> =>
  runIn(
    createTestWorld({ folder: at.home, input }),
    ...(typeof words === 'string' ? words.split(' ') : words),
  );

async function done(line: string, ...input: readonly string[]): Promise<string> {
  const { code, out, err } = await run(line, ...input);
  assert.equal(code, 0, `${line}\n${err}`);
  return out;
}

const json = async <T = Item>(line: string): Promise<T> => JSON.parse(await done(`${line} --json`));

async function refused(line: string, code: number): Promise<string> {
  const ended = await run(line);
  assert.equal(ended.code, code, `${line}\n${ended.err}`);
  assert.equal(ended.out, '');
  return ended.err;
}

describe('user', () => {
  it('is made with a password shown once or asked for, changed, and deleted — cli.md §1 user list', async () => {
    const made = await done('user create grace --email grace@example.com --group ops --group dev');
    const [, password = ''] = /Shown this once:\n +Password +(\S{16})\n/.exec(made) ?? assert.fail(made);
    const { id, groups, role } = await json('user show grace@example.com');
    assert.deepEqual([groups, role], [['ops', 'dev'], 'user']);
    assert.ok(!(await done('user show grace')).includes(password));
    await done(`user update ${id} --role admin --email=`);
    const changed = await json('user show grace');
    assert.deepEqual([changed['role'], changed['email'], changed['groups']], ['admin', undefined, groups]);
    assert.match(await done('user delete grace --yes'), /✓ Deleted the user “grace”\./);
    assert.match(await refused('user show grace', 1), /There is no user “grace” at /);
    const asked = await done('user create hypatia --ask-password --json', 'astrolabe hydrometer 400');
    assert.equal(asked.includes('astrolabe'), false);
    assert.equal('password' in JSON.parse(asked), false);
    const invited = await json('user create emmy --invite');
    assert.match(String((invited['invitation'] as Item)['url']), new RegExp(`^${at.origin}/invite/`));
  });

  it('is disabled and enabled, and gets a new password', async () => {
    await done('user create turing');
    await done('user disable turing --yes');
    assert.equal((await json('user show turing'))['is_active'], false);
    await done('user enable turing');
    assert.equal((await json('user show turing'))['is_active'], true);
    assert.match(await done('user reset-password turing --yes'), /Password +\S{16}\n/);
    const link = await json('user reset-password turing --link --must-change-password no --yes');
    assert.ok(link['invitation']);
  });

  it('is told what is wrong by the names of the options — cli.md §5 exit 2', async () => {
    const err = await refused('user create gödel --role boss --email nonsense --email-verified yes', 2);
    assert.match(err, /--role: .*\n/);
    assert.match(err, /error invalid · HTTP 422 · correlation id \S+/);
    assert.match(
      await refused('user create ada', 1),
      /username: Somebody has it already\.[\s\S]*username_taken/,
    );
    assert.match(await refused('user delete admin --yes', 1), /Nobody does this to themselves\./);
    assert.match(await refused('user update ada', 2), /Nothing to change is named/);
    assert.match(await refused('user list --limit 0', 2), /--limit is not a number of items/);
  });
});

describe('client', () => {
  it('is made with its secret, changed, given a new secret, and deleted — cli.md §1 client list', async () => {
    const made = await json('client create reports --name Quarterly --grant client_credentials --scope read');
    const tokenFor = async (secret: unknown): Promise<number> => {
      const response = await fetch(`${at.origin}/oauth/token`, {
        method: 'POST',
        headers: { authorization: `Basic ${btoa(`reports:${secret}`)}` },
        body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'read' }),
      });
      return response.status;
    };
    assert.equal(await tokenFor(made['client_secret']), 200);
    assert.equal('client_secret' in (await json('client show Quarterly')), false);
    const changed = await done('client update reports --name Monthly');
    assert.match(changed, /✓ Changed the client “reports”\.\n +Name +Monthly\n/);
    const overlap = await json('client rotate-secret reports --earlier-end 7 --yes');
    assert.deepEqual(
      [await tokenFor(made['client_secret']), await tokenFor(overlap['client_secret'])],
      [200, 200],
    );
    const sharp = await json('client rotate-secret reports --yes');
    assert.deepEqual(
      [await tokenFor(overlap['client_secret']), await tokenFor(sharp['client_secret'])],
      [401, 200],
    );
    assert.match(
      await done('client revoke-tokens reports --yes'),
      /✓ Ended \d+ authorizations? and \d+ sessions? of the client “reports”\./,
    );
    await done('client delete reports --yes');
    assert.equal(await tokenFor(sharp['client_secret']), 401);
  });

  it('takes members of a file, and an id that is an address', async () => {
    const file = join(at.home, 'client.json');
    writeFileSync(file, JSON.stringify({ redirect_uris: ['https://app.example/cb'], description: 'Ours' }));
    const id = 'https://app.example/a/client';
    const made = await json(`client create ${id} --json ${file} --name App`);
    assert.deepEqual([made['client_id'], made['description']], [id, 'Ours']);
    await done(`client update ${id} --redirect-uri https://app.example/cb2`);
    const { redirect_uris, client_name } = await json(`client show ${id}`);
    assert.deepEqual([redirect_uris, client_name], [['https://app.example/cb2'], 'App']);
    assert.match(
      await refused(`client update ${id} --redirect-uri http://app.example/`, 2),
      /--redirect-uri: /,
    );
    await done(`client delete ${id} --yes`);
  });

  it('is listed page by page up to the limit, and found — cli.md §1 Administration', async () => {
    const made = ['page-000', 'page-001', 'page-002'];
    for (const id of made) await done(`client create ${id} --name Page --grant client_credentials`);
    assert.match(await refused('client show Page', 2), /There are several: client “Page”\.\n +page-000\n/);
    const all = await json<Item[]>('client list');
    assert.ok(all.length >= 4);
    const two = await run('client list --limit 2 --json');
    assert.equal(JSON.parse(two.out).length, 2);
    assert.match(two.err, /There are more\./);
    const found = await json<Item[]>('client list --search page-00');
    assert.deepEqual(
      found.map(({ client_id }) => client_id),
      made,
    );
    assert.match(await done('client list --status pending'), /There are no such clients\./);
  });
});

describe('resource', () => {
  it('is registered with scopes, which come and go with their words, and deleted — cli.md §1 resource list', async () => {
    const uri = 'https://files.example.com/';
    const create = ['resource', 'create', uri, '--name', 'Files', '--json'];
    const scoped = ['--add-scope', 'files:read Read your files', '--add-scope', 'files:write'];
    const { code, out, err } = await run([...create, ...scoped]);
    assert.equal(code, 0, err);
    const words = (resource: Item) =>
      (resource['scopes'] as Item[]).map(({ name, description }) => [name, description]);
    assert.deepEqual(words(JSON.parse(out)), [
      ['files:read', 'Read your files'],
      ['files:write', undefined],
    ]);
    await done(
      `resource update ${uri} --remove-scope files:write --add-scope files:list --token-lifetime 600`,
    );
    const changed = await json('resource show Files');
    assert.deepEqual(words(changed), [
      ['files:read', 'Read your files'],
      ['files:list', undefined],
    ]);
    assert.equal(changed['access_token_lifetime'], 600);
    const found = await json<Item[]>('resource list --search FILES.example');
    assert.deepEqual(
      found.map(({ resource }) => resource),
      [uri],
    );
    await done(`resource delete ${uri} --yes`);
    assert.match(await refused(`resource show ${uri}`, 1), /grantor resource list/);
  });
});

describe('scope', () => {
  it('is registered with words in every language, changed, found and deleted — cli.md §1 scope list', async () => {
    await done('scope create reports:list');
    const create = ['scope', 'create', 'reports', '--words', 'Read your reports', '--json'];
    const { code, out, err } = await run([
      ...create,
      '--words-in',
      'de Ihre Berichte lesen',
      '--default',
      'yes',
    ]);
    assert.equal(code, 0, err);
    const { description, descriptions, default: isDefault } = JSON.parse(out);
    assert.deepEqual(
      [description, descriptions, isDefault],
      ['Read your reports', { de: 'Ihre Berichte lesen' }, true],
    );
    assert.match(await refused('scope create grantor:more', 2), /is a scope of the server itself/);
    const more = ['scope', 'update', 'reports', '--includes', 'reports:list', '--effect', 'shares'];
    assert.equal((await run([...more, '--words-in', 'fr Lire vos rapports', '--words-in', 'de'])).code, 0);
    const changed = await json('scope show reports');
    assert.deepEqual(
      [changed['implies'], changed['effect'], changed['descriptions']],
      [['reports:list'], 'shares', { fr: 'Lire vos rapports' }],
    );
    const found = await json<Item[]>('scope list --search list');
    assert.deepEqual(
      found.map(({ name }) => name),
      ['reports:list'],
    );
    assert.match(await refused('scope delete reports:list --yes', 1), /Another scope implies it/);
    for (const name of ['reports', 'reports:list']) await done(`scope delete ${name} --yes`);
    assert.match(await done('scope list'), /There are no such scopes\./);
  });
});

describe('audit', () => {
  it('tells what happened, filtered, the newest first or last, and as CSV — cli.md §1 audit list', async () => {
    await done('user create noether');
    await done('user update noether --role admin');
    const [latest] = await json<Item[]>('audit list --type USER_ROLE_CHANGED --limit 1');
    assert.deepEqual([latest?.['resource_name'], latest?.['actor_username']], ['noether', 'admin']);
    const tail = await json<Item[]>('audit tail --search noether --limit 2');
    assert.deepEqual(
      tail.map(({ event_type }) => event_type),
      ['USER_CREATED', 'USER_ROLE_CHANGED'],
    );
    assert.match(
      await done('audit list --search noether'),
      /^Time +Event +Severity +Who .*\n.* USER_ROLE_CHANGED /,
    );
    const csv = await done('audit export --type USER_CREATED');
    assert.match(csv, /^Event Time,Event Type,[^\r]*\n[^\r]*,USER_CREATED,INFO,admin,/);
    const file = join(at.home, 'audit.csv');
    assert.equal(
      await done('audit export --type USER_CREATED --output audit.csv'),
      'Written to audit.csv.\n',
    );
    assert.match(readFileSync(file, 'utf8'), /^Event Time,[^\n]*\r\n/);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.match(await refused('audit list --since yesterday', 2), /--since: /);
  });

  it('follows what happens, without its own looking, until Ctrl-C', async () => {
    const child = startGrantor(['audit', 'tail', '--follow', '--limit', '1'], { folder: at.home });
    let out = '';
    child.process.stdout?.on('data', (chunk) => {
      out += String(chunk);
    });
    const says = async (pattern: RegExp): Promise<void> => {
      while (!pattern.test(out)) {
        if (child.process.exitCode !== null) assert.fail((await child.ended).err);
        await delay(50);
      }
    };
    await says(/^Time/);
    await done('user create curie');
    await says(/USER_CREATED .* curie/);
    child.process.kill('SIGINT');
    assert.equal((await child.ended).code, 130);
    assert.doesNotMatch(out.split('\n').slice(2).join('\n'), /AUDIT_LOG_VIEWED/);
  });
});

describe('what loses something', () => {
  it('asks nobody where nobody can answer, and stops before anything is asked of the server — cli.md §1 Administration', async () => {
    for (const line of [
      'client delete some',
      'client rotate-secret some',
      'client revoke-tokens some',
      'user delete ada',
      'user disable ada',
      'user reset-password ada',
      'resource delete some',
      'scope delete some',
      'key retire some',
    ]) {
      const err = await refused(`${line} --verbose`, 2);
      assert.match(err, /Nobody can answer here\. To go ahead, add --yes/, line);
      assert.doesNotMatch(err, /→/);
    }
    assert.equal((await json('user show ada'))['is_active'], true);
  });

  it('asks once on a terminal, by name and server, and takes no for an answer', async () => {
    for (const [answer, isActive, code] of [
      ['n', true, 1],
      ['', true, 1],
      ['y', false, 0],
    ] as const) {
      const world = createTestWorld({ folder: at.home, isTerminal: true, input: [answer] });
      const ended = await runIn(world, 'user', 'disable', 'ada', '--server', at.origin);
      assert.equal(ended.code, code);
      assert.match(ended.err, new RegExp(`Disable the user “ada”\\?.* At ${at.origin}\\. \\[y/N\\]`));
      assert.equal((await json('user show ada'))['is_active'], isActive);
    }
    await done('user enable ada');
  });

  it('asks twice for a password on a terminal', async () => {
    const typed = ['a good password 1', 'another password 2'];
    const world = createTestWorld({ folder: at.home, isTerminal: true, input: typed });
    const { code, err } = await runIn(
      world,
      'user',
      'create',
      'boole',
      '--ask-password',
      '--server',
      at.origin,
    );
    assert.equal(code, 2);
    assert.match(err, /These were two different passwords/);
    assert.ok(!err.includes(typed[0] ?? ''));
  });
});

describe('key', () => {
  it('is listed, rotated, and retired, but never the last — cli.md §1 key list', async () => {
    const signing = async () =>
      (await json<Item[]>('key list')).filter(({ standing }) => standing === 'active');
    const [active] = await signing();
    assert.match(
      await refused(`key retire --yes -- ${active?.['kid']}`, 1),
      /Nothing else of its algorithm could sign/,
    );
    const published = await json<Item[]>('key rotate');
    assert.ok(published.some(({ standing, alg }) => standing === 'next' && alg === active?.['alg']));
    assert.match(await refused('key rotate', 1), /A successor is published already\./);
    assert.match(await refused('key rotate --alg none', 2), /--alg: /);
    assert.match(await done(`key retire --yes -- ${active?.['kid']}`), /✓ Retired the key /);
    assert.ok(!(await signing()).some(({ kid }) => kid === active?.['kid']));
    assert.match(await done('user list'), /ada/); // though the retired key signed the token, by the refresh token
  });
});
