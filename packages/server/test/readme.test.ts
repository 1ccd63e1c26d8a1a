import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { boldWords, shellBlocks } from './documentation/markdown.ts';
import { Person } from './documentation/person.ts';
import { missingPrograms, openShell, type Shell } from './documentation/shell.ts';
import { npmStart, type StartedServer } from './documentation/started-server.ts';

const tour = 'A tour in five minutes';
const published = 'http://localhost:8080';

const fieldsOf = (text: string): Record<string, string> =>
  Object.fromEntries(
    [...text.matchAll(/^([^:\n]+): (.+)$/gm)].map(([, name = '', value = '']) => [name, value]),
  );

describe('the tour of the README', { skip: missingPrograms() }, () => {
  let server: StartedServer;
  let shell: Shell;
  before(async () => {
    server = await npmStart();
    shell = openShell(server.folder);
  });
  after(async () => {
    await shell.close();
    await server.stop();
  });

  it('works by copy and paste, from the credentials file to a revoked token', async () => {
    const [look, ask, poll, use, giveBack, ...more] = shellBlocks('README.md', tour).map((block) =>
      block.replaceAll(published, server.issuer),
    );
    assert.ok(look && ask && poll && use && giveBack);
    assert.deepEqual(more, []);

    const credentials = fieldsOf(await shell.run(look));
    assert.equal(
      readFileSync(join(server.folder, 'data/grantor-credentials.txt'), 'utf8').includes('Password: '),
      true,
    );

    const device = JSON.parse(await shell.run(ask));
    const pressed = await new Person().allowDevice(device.verification_uri_complete, {
      username: credentials['Username'] ?? '',
      password: credentials['Password'] ?? '',
    });
    assert.deepEqual(boldWords('README.md', tour), pressed);

    const tokens = JSON.parse(await shell.run(poll));
    assert.equal(tokens.token_type, 'Bearer');

    const [tokeninfo, userinfo] = jsonAnswers(await shell.run(use));
    assert.equal(tokeninfo?.['active'], true);
    assert.equal(tokeninfo?.['client_id'], credentials['Client ID']);
    assert.equal(userinfo?.['preferred_username'], 'admin');

    const [refused] = jsonAnswers(await shell.run(giveBack));
    assert.equal(refused?.['error'], 'invalid_token');
  });
});

/** One answer on each line. */
const jsonAnswers = (text: string): readonly Record<string, unknown>[] =>
  text
    .trim()
    .split('\n')
    .map((answer) => JSON.parse(answer));
