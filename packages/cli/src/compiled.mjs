/**
 * Keeps what Node compiled of the program, so that a later start neither strips types nor compiles again. No
 * TypeScript: stripping its types would load what it is there to spare.
 */

import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

enableCompileCache(
  process.env.NODE_COMPILE_CACHE ?? join(import.meta.dirname, '../../../node_modules/.cache/grantor'),
);
await import('./program.ts');
