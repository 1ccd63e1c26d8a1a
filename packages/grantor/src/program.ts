/** The program: the real world, one run, its exit code. */

import { fileURLToPath } from 'node:url';
import { commands, createProcessWorld, run } from '@grantor/cli';

const serverProgram = fileURLToPath(import.meta.resolve('@grantor/server/main'));
const { world, end } = createProcessWorld({ serverProgram });
end(await run(process.argv.slice(2), world, commands));
