import type { SpecialScenario } from './scenario.ts';

export const start: SpecialScenario = {
  kind: 'special',
  name: 'start',
  iteration: 'process start until the first 200: with nothing there, and again with the data of that start',
  figures: {
    'first run, keys made': { unit: 's', atMost: 2 },
    'with data': { unit: 's', atMost: 0.7 },
  },
  isOf: () => true,
  async measure(system, { system: { fixtures } }) {
    const probe = await system.probe(fixtures);
    try {
      const first = await probe.start();
      const again = await probe.start();
      return { 'first run, keys made': first / 1000, 'with data': again / 1000 };
    } finally {
      await probe.discard();
    }
  },
};
