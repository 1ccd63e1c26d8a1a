import type { SpecialScenario } from './scenario.ts';

export const start: SpecialScenario = {
  kind: 'special',
  name: 'start',
  iteration: 'process start until the first 200: with nothing there, and again with the data of that start',
  figures: {
    'first run, keys made': { unit: 's', atMost: 2 },
    'with data': { unit: 's', atMost: 0.7 },
    'idle memory, with data': { unit: 'MB', atMost: 100 },
  },
  isOf: () => true,
  async measure(system, { system: { fixtures } }) {
    const probe = await system.probe(fixtures);
    try {
      const first = await probe.start();
      const again = await probe.start();
      const { megabytes } = await probe.start('rest');
      return {
        'first run, keys made': first.milliseconds / 1000,
        'with data': again.milliseconds / 1000,
        ...(megabytes === null ? {} : { 'idle memory, with data': megabytes }),
      };
    } finally {
      await probe.discard();
    }
  },
};
