/** What the toolkit costs a process before it does anything, from its tarballs as people install it. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installToolkit } from '../../scripts/pack/consumer.ts';
import { type ImportCost, importCost, nothing } from '../../scripts/pack/import-cost.ts';
import { builtPackages } from '../../scripts/pack/shared.ts';
import { median } from '../load/statistics.ts';
import type { InProcessScenario } from './scenario.ts';

const turns = 7;

export const importing: InProcessScenario = {
  kind: 'in-process',
  name: 'import',
  iteration: 'importing @grantor/resource/fetch into an empty process of Node, against importing nothing',
  figures: {
    'memory added': { unit: 'MB', atMost: 15 },
    'time added': { unit: 'ms', atMost: 60 },
  },
  async measure() {
    const folder = await mkdtemp(join(tmpdir(), 'bench-import-'));
    try {
      await installToolkit(folder, await builtPackages());
      const costs: { readonly bare: ImportCost; readonly full: ImportCost }[] = [];
      for (let turn = 0; turn < turns; turn++) {
        const bare = await importCost(nothing, folder);
        costs.push({ bare, full: await importCost('@grantor/resource/fetch', folder) });
      }
      return {
        'memory added': median(costs.map(({ bare, full }) => (full.bytes - bare.bytes) / 1e6)),
        'time added': median(costs.map(({ bare, full }) => full.milliseconds - bare.milliseconds)),
      };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};
