/** Writes `.env.example` and `docs/configuration.md` from the configuration schema. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { configurationPage, environmentExample } from '../packages/server/src/config/documentation.ts';

const root = join(import.meta.dirname, '..');

await writeFile(join(root, '.env.example'), environmentExample());
await writeFile(join(root, 'docs', 'configuration.md'), configurationPage());
