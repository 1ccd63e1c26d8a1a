/**
 * Keeps what Node compiled of the program, so that a later start neither strips types nor compiles again. No
 * TypeScript: stripping its types would load what it is there to spare.
 */

import * as module from 'node:module';
import { join } from 'node:path';

// The server that `serve` starts takes it from the environment. Node 20 has none.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, '../../../node_modules/.cache/grantor');
module.enableCompileCache?.();
await import('./program.ts');
