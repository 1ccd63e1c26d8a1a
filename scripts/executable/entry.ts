/** What the executable runs: the command, or the server where the first word says so, which only `serve` does. */

import { getAsset } from 'node:sea';

const serverWord = 'server-program';

if (process.argv[2] === serverWord) {
  process.argv.splice(1, 1); // where the file of a program stands: a worker is started with it again
  await import('../../packages/server/src/program.ts');
} else {
  const { commands, createProcessWorld, run } = await import('@grantor/cli');
  const { version } = JSON.parse(getAsset('../package.json', 'utf8'));
  const server = { kind: 'command', command: process.execPath, words: [serverWord] } as const;
  const { world, end } = createProcessWorld({ version, server });
  end(await run(process.argv.slice(2), world, commands));
}
