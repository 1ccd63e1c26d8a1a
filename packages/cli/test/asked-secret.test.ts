import assert from 'node:assert/strict';
import { it } from 'node:test';
import { readClientSecret } from '../src/clients/secret.ts';
import type { Arguments } from '../src/command-line/arguments.ts';
import type { Settings } from '../src/command-line/settings.ts';
import { createTestWorld } from './world.ts';

it('hides what is typed before it asks for a secret — cli.md §2', async (t) => {
  const world = createTestWorld({ isTerminal: true });
  t.after(() => world.remove());
  let saidBefore = 'never asked';
  const readSecret = async () => {
    saidBefore = world.said();
    return 'from-the-keyboard';
  };
  const given = { text: () => undefined, has: (name: string) => name === 'ask-client-secret' };
  const secret = await readClientSecret({
    world: { ...world, stdin: { ...world.stdin, readSecret } },
    given: given as unknown as Arguments,
    settings: {} as Settings,
  });
  assert.equal(secret, 'from-the-keyboard');
  assert.equal(saidBefore, '');
  assert.match(world.said(), /Client secret/);
});
