/** Writes docs/traceability.md anew. */

import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { cases, catalogue, protectedCases } from '../packages/compliance/src/index.ts';
import { root, workspaceSources } from './sources/sources.ts';
import { traceabilityDocument, traces } from './traceability/document.ts';

writeFileSync(
  resolve(root, 'docs/traceability.md'),
  traceabilityDocument(traces(catalogue, [...cases, ...protectedCases], workspaceSources())),
);
