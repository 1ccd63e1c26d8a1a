/** Writes docs/traceability.md anew, and drops reasons from docs/requirements/not-shown.json that nothing needs. */

import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { root } from './sources/sources.ts';
import { traceabilityDocument } from './traceability/document.ts';
import { isShown } from './traceability/evidence.ts';
import { neededReasons, REASONS, readReasons } from './traceability/reasons.ts';
import { workspaceTraces } from './traceability/traces.ts';

const traces = workspaceTraces();
const notShown = traces.rules.filter((trace) => !isShown(trace)).map(({ rule }) => rule);

writeFileSync(REASONS, `${JSON.stringify(neededReasons(notShown, readReasons()), null, 2)}\n`);
writeFileSync(resolve(root, 'docs/traceability.md'), traceabilityDocument(traces));
