/** The one file against the clone: what it costs that everything is in it. */

import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildExecutable } from '../../scripts/executable/build.ts';
import { createFixtures } from '../fixtures/fixtures.ts';
import { median } from '../load/statistics.ts';
import { probeCommand } from '../systems/grantor.ts';
import type { InProcessScenario } from './scenario.ts';

const turns = 5;
const repository = fileURLToPath(new URL('../..', import.meta.url));

export const executable: InProcessScenario = {
  kind: 'in-process',
  name: 'executable',
  iteration: 'start until the first 200, with data: the executable against npm start, in turns',
  figures: {
    'npm start': { unit: 's', atMost: null },
    'executable serve': { unit: 's', atMost: null },
    'executable ÷ npm start': { unit: '×', atMost: 1.3 },
    size: { unit: 'MB', atMost: null },
  },
  async measure() {
    const folder = await mkdtemp(join(tmpdir(), 'bench-executable-'));
    const file = await buildExecutable(folder);
    const fixtures = createFixtures();
    const clone = await probeCommand(['npm', '--prefix', repository, 'start'], fixtures);
    const whole = await probeCommand([file, 'serve'], fixtures);
    try {
      await clone.start();
      await whole.start();
      const found: { readonly npm: number; readonly one: number }[] = [];
      for (let turn = 0; turn < turns; turn++)
        found.push({
          npm: (await clone.start()).milliseconds,
          one: (await whole.start()).milliseconds,
        });
      return {
        'npm start': median(found.map(({ npm }) => npm)) / 1000,
        'executable serve': median(found.map(({ one }) => one)) / 1000,
        'executable ÷ npm start': median(found.map(({ npm, one }) => one / npm)),
        size: (await stat(file)).size / 1e6,
      };
    } finally {
      await clone.discard();
      await whole.discard();
      await rm(folder, { recursive: true, force: true });
    }
  },
};
