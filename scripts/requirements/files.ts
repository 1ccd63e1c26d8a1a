/** The files of docs/requirements, as they lie there. */

import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { root } from '../sources/sources.ts';
import { type RequirementFile, readRequirements } from './requirement-files.ts';

export const REQUIREMENTS = 'docs/requirements';

/** All of them, by name; the README beside them holds no rules. */
export function requirementFiles(): readonly RequirementFile[] {
  const folder = resolve(root, REQUIREMENTS);
  return globSync('*.md', { cwd: folder })
    .filter((file) => file !== 'README.md')
    .sort()
    .map((file) => readRequirements(file, readFileSync(resolve(folder, file), 'utf8')));
}
