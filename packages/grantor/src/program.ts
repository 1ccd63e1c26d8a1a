/** The program: the real world, one run, its exit code. */

import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { commands, createProcessWorld, run } from '@grantor/cli';

const { version } = createRequire(import.meta.url)('../package.json');
const path = fileURLToPath(import.meta.resolve('@grantor/server/main'));
const { world, end } = createProcessWorld({ version, server: { kind: 'program', path } });
end(await run(process.argv.slice(2), world, commands));
