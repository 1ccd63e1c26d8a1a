/** The commands about messages, at a Grantor whose mail server is away, so that everything waits (mail.md M-9). */

import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { createTestWorld, type Ran, runIn } from '../world.ts';
import { administratorOf, dataOf, stepsUp, takesOver } from './administrator.ts';
import { workplace } from './desk.ts';

// Nobody listens on port 1
const at = workplace({ SMTP_URL: 'smtp://127.0.0.1:1', MAIL_FROM: 'id@northwind.example' });
let chief: string | undefined;

beforeEach(async () => {
  if (chief === undefined) {
    chief = at.desk.newHome();
    const words = ['user', 'list', '--data', dataOf(at.desk)];
    const { code, err } = await stepsUp(at.desk, chief, { words, person: administratorOf(at.desk) });
    assert.equal(code, 0, err);
  }
  takesOver(chief, at.home);
});

const run = (line: string): Promise<Ran> =>
  runIn(createTestWorld({ folder: at.home, input: [] }), ...line.split(' '));

async function done(line: string): Promise<string> {
  const { code, out, err } = await run(line);
  assert.equal(code, 0, `${line}\n${err}`);
  return out;
}

const kinds = async (): Promise<readonly string[]> =>
  (JSON.parse(await done('message list --json')) as { kind: string }[]).map(({ kind }) => kind).sort();

describe('messages', () => {
  it('are sent to people, and listed while they wait — mail.md M-9, cli.md §1 message list', async () => {
    await done('user create grace --email grace@example.com --invite');
    assert.match(
      await done('user send-invitation grace'),
      /✓ An invitation is on its way to the user “grace”\./,
    );
    assert.match(await done('user send-verification grace'), /✓ A link to confirm the address is on its way/);
    assert.match(
      await done('user send-password-reset grace --yes'),
      /✓ Reset the password of the user “grace”\./,
    );
    const waiting = await kinds();
    for (const kind of ['invitation', 'password_reset', 'verify_address'])
      assert.ok(waiting.includes(kind), kind);
    assert.match(
      await done('message list --search grace@example'),
      /verify_address +grace@example\.com +waiting/,
    );
    assert.match(await done('message list --search nobody@'), /There are no such messages\./);
  });

  it('are refused with the reason, and retried only where they were given up — mail.md M-9', async () => {
    await done('user create turing');
    const refused = async (line: string, code: number, words: RegExp) => {
      const ended = await run(line);
      assert.equal(ended.code, code, `${line}\n${ended.err}`);
      assert.match(ended.err, words);
    };
    await refused('user send-invitation turing', 1, /The person has a password already\./);
    await refused('user send-verification turing', 1, /The person has no e-mail address\./);
    await refused('user send-password-reset turing', 2, /--yes/);
    await refused('message retry nothing', 1, /There is no message “nothing”/);
    const [{ id } = { id: '' }] = JSON.parse(await done('message list --json')) as { id: string }[];
    await refused(`message retry ${id}`, 1, /message/);
  });
});
