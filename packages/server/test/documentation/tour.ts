/** The tour of the README, walked by copy and paste, from the credentials file to a revoked token. */

import assert from 'node:assert/strict';
import { boldWords, shellBlocks } from './markdown.ts';
import { Person } from './person.ts';
import { openShell } from './shell.ts';
import type { StartedServer } from './started-server.ts';

const tour = 'A tour in five minutes';
const published = 'http://localhost:8080';

/** Rejects where a step answers something else than the README leads to expect. */
export async function walkTour(server: StartedServer): Promise<void> {
  const shell = openShell(server.folder);
  try {
    const [look, ask, poll, use, giveBack, ...more] = shellBlocks('README.md', tour).map((block) =>
      block.replaceAll(published, server.issuer),
    );
    assert.ok(look && ask && poll && use && giveBack);
    assert.deepEqual(more, []);

    const credentials = fieldsOf(await shell.run(look));
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
  } finally {
    await shell.close();
  }
}

const fieldsOf = (text: string): Record<string, string> =>
  Object.fromEntries(
    [...text.matchAll(/^([^:\n]+): (.+)$/gm)].map(([, name = '', value = '']) => [name, value]),
  );

/** One answer on each line. */
const jsonAnswers = (text: string): readonly Record<string, unknown>[] =>
  text
    .trim()
    .split('\n')
    .map((answer) => JSON.parse(answer));
