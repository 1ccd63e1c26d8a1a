import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sha256 } from '@grantor/protocol';
import { createPasswords } from '../../src/accounts/passwords.ts';
import { ListUnusable, readPeople, readResourceServers } from '../../src/facade/files.ts';
import { createPeople } from '../../src/facade/people.ts';
import { createRandom } from '../../src/start/random.ts';
import { emptyFolder, type Folder, runProgram } from '../operations/program.ts';

const passwords = createPasswords({ random: createRandom() });
let folder: Folder;
let hash: string;
before(async () => {
  folder = await emptyFolder();
  hash = await passwords.hash('river orchard candle');
});
after(() => folder.remove());

const john = () => ({ loginId: 'john', subject: '1001', password: hash });

describe('the people of USERS_FILE — federation-vci-authlete.md ATL-8', () => {
  it('sign in by their passwords, and are known by their subjects', async () => {
    const listed = await readPeople(
      await folder.write('users.json', [
        { ...john(), claims: { name: 'John' } },
        { ...john(), loginId: 'jane', subject: '1002' },
      ]),
    );
    const people = createPeople(listed, passwords);
    assert.deepEqual((await people.signIn('john', 'river orchard candle'))?.claims, { name: 'John' });
    assert.equal(await people.signIn('john', 'wrong'), null);
    assert.equal(await people.signIn('nobody', 'river orchard candle'), null);
    assert.equal(people.find('1002')?.loginId, 'jane');
    assert.equal(people.find('john'), null);
  });

  it('are nobody without a file', async () => {
    const people = createPeople(await readPeople(null), passwords);
    assert.equal(await people.signIn('john', 'river orchard candle'), null);
    assert.deepEqual(await readResourceServers(null), []);
  });

  it('refuse the start where the file is wrong, and nothing of it is told', async () => {
    const wrong: readonly (readonly [unknown, RegExp])[] = [
      ['{"no', /is no JSON$/],
      [{}, /is wrong at its top$/],
      [[{ ...john(), password: 'in-the-clear' }], /is wrong at 0\.password$/],
      [[{ ...john(), subject: 'two words' }], /is wrong at 0\.subject$/],
      [[{ ...john(), role: 'admin' }], /is wrong at 0$/],
      [[john(), { ...john(), subject: '1002' }], /has a loginId twice$/],
      [[john(), { ...john(), loginId: 'jane' }], /has a subject twice$/],
    ];
    for (const [content, message] of wrong) {
      const file = await folder.write('wrong.json', content);
      await assert.rejects(readPeople(file), (failure: Error) => {
        assert.match(failure.message, message);
        assert.doesNotMatch(failure.message, /in-the-clear/);
        return failure instanceof ListUnusable;
      });
    }
    await assert.rejects(readPeople(`${folder.path}/absent.json`), /cannot be read$/);
    const file = await folder.write('wrong.json', '{"no');
    const { code, stderr } = await runProgram(
      [],
      folder.environment({
        ENGINE: 'authlete',
        AUTHLETE_API_TOKEN: 'the-token-of-the-service',
        USERS_FILE: file,
      }),
      folder.path,
    );
    assert.equal(code, 1);
    assert.match(stderr, /\(USERS_FILE\) is no JSON\n$/);
  });
});

describe('the servers of RESOURCE_SERVERS_FILE', () => {
  it('are listed once, with the digest of their secret', async () => {
    const server = {
      id: 'api',
      secret_sha256: sha256('s'),
      uri: 'https://api.example/',
      signing_alg: 'ES256',
    };
    assert.deepEqual(await readResourceServers(await folder.write('servers.json', [server])), [
      { id: 'api', secretHash: sha256('s'), uri: 'https://api.example/', signingAlg: 'ES256' },
    ]);
    for (const content of [[server, server], [{ ...server, secret_sha256: 's' }], [{ id: 'api' }]])
      await assert.rejects(readResourceServers(await folder.write('wrong.json', content)), ListUnusable);
  });
});

describe('what a façade has not — federation-vci-authlete.md ATL-7', () => {
  it('refuses the start instead of being ignored', async () => {
    const set = { AUTH_MODE: 'http_api', WORKERS: '2', ENABLE_AUTHLETE_API: 'true', GITLAB_CLIENT_ID: 'x' };
    for (const [name, value] of Object.entries({ ...set, AUTHLETE_API_TOKEN: '' })) {
      const more = {
        HTTP_API_URL: 'https://people.example/',
        AUTHLETE_API_TOKEN: 'the-token-of-the-service',
      };
      const environment = folder.environment({ ENGINE: 'authlete', ...more, [name]: value });
      const { code, stderr } = await runProgram(['check-config'], environment, folder.path);
      assert.notEqual(code, 0, name);
      assert.match(stderr, new RegExp(`^${name} `, 'm'));
    }
  });
});
