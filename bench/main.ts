/** `npm run bench`: starts every system as a process of its own, measures them in turns and says what it found. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, release } from 'node:os';
import { anatomyUsage, measureAnatomy, readAnatomyOptions } from './anatomy/main.ts';
import { discover } from './endpoints/endpoints.ts';
import { createFixtures } from './fixtures/fixtures.ts';
import { fleetUsage, measureFleet, readFleetOptions } from './fleet/main.ts';
import { measureMemory, memoryUsage, readMemoryOptions } from './fleet/memory.ts';
import { growthUsage, readGrowthOptions } from './growth.ts';
import { type Contestant, measureInProcess, measureLoop, measureSpecial } from './measure.ts';
import { type Options, readOptions, usage } from './options.ts';
import { measurePages, pagesUsage, readPagesOptions } from './pages/main.ts';
import { documentWith, loopTable, specialTable, targetTable, workersTable } from './report.ts';
import type { LoopResult, Machine, Run, SpecialResult } from './result.ts';
import { canPin, pinThisProcess } from './systems/pinning.ts';
import type { RunningSystem } from './systems/system.ts';
import { megabytesAtRest } from './systems/usage.ts';
import { readWorkersOptions, workersUsage } from './workers.ts';

const machine: Machine = {
  processor: cpus()[0]?.model ?? 'an unknown processor',
  cores: availableParallelism(),
  platform: `${process.platform} ${release()} ${process.arch}`,
  node: process.versions.node,
  pinned: canPin,
};

async function measureAll(options: Options): Promise<Run> {
  const running: RunningSystem[] = [];
  try {
    const contestants: Contestant[] = [];
    const isAlone = options.scenarios.every(({ kind }) => kind === 'in-process');
    for (const system of isAlone ? [] : options.systems) {
      console.error(`starting ${system.name}: ${system.what}`);
      const started = await system.start(createFixtures());
      running.push(started);
      const idleMemory = await megabytesAtRest(started.pid);
      contestants.push({
        system,
        target: { system: started, endpoints: started.endpoints ?? (await discover(started.issuer)) },
        idleMemory,
      });
    }
    return await measureScenarios(contestants, options);
  } finally {
    for (const system of running) await system.stop();
  }
}

async function measureScenarios(contestants: readonly Contestant[], options: Options): Promise<Run> {
  const loops: LoopResult[] = [];
  const specials: SpecialResult[] = [];
  for (const scenario of options.scenarios) {
    console.error(`measuring ${scenario.name}: ${scenario.iteration}`);
    try {
      if (scenario.kind === 'loop') loops.push(...(await measureLoop(scenario, contestants, options)));
      else if (scenario.kind === 'in-process') specials.push(await measureInProcess(scenario, options));
      else specials.push(...(await measureSpecial(scenario, contestants, options)));
    } catch (failure) {
      // The run has failed, but what was measured before is not lost
      console.error(`${scenario.name} failed:`, failure);
      process.exitCode = 1;
    }
  }
  const { seconds, rounds, connections, judged } = options;
  return { date: new Date().toISOString(), machine, seconds, rounds, connections, judged, loops, specials };
}

function keep(run: Run, where: Options['keep']): void {
  if (where === 'nothing') return;
  const folder = new URL('./results/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  const file = new URL(`${run.date.slice(0, 16).replace(':', '')}.json`, folder);
  writeFileSync(file, `${JSON.stringify(run, null, 2)}\n`);
  console.error(`written to ${file.pathname}`);
  if (where !== 'docs') return;
  const documentation = new URL('../docs/performance.md', import.meta.url);
  writeFileSync(documentation, documentWith(readFileSync(documentation, 'utf8'), run));
}

async function main(options: Options, furtherTable: (run: Run) => string = () => ''): Promise<void> {
  if (!canPin) console.error('nothing is pinned to a core here: figures vary more');
  if (options.cores !== 'shared') pinThisProcess('load');
  const run = await measureAll(options);
  const parts = [loopTable(run.loops), specialTable(run.specials), targetTable(run), furtherTable(run)];
  for (const part of parts) {
    if (part !== '') console.log(`\n${part}`);
  }
  if (process.exitCode === undefined) keep(run, options.keep);
  else console.error('something failed: nothing is written down');
}

async function pages(args: readonly string[]): Promise<void> {
  const options = readPagesOptions(args);
  if (options === 'help') console.log(pagesUsage);
  else await measurePages(options);
}

async function workers(args: readonly string[]): Promise<void> {
  const options = readWorkersOptions(args);
  if (options === 'help') console.log(workersUsage);
  else await main(options, workersTable);
}

async function memory(args: readonly string[]): Promise<void> {
  const options = readMemoryOptions(args);
  if (options === 'help') console.log(memoryUsage);
  else await measureMemory(options);
}

async function fleet(args: readonly string[]): Promise<void> {
  const options = readFleetOptions(args);
  if (options === 'help') console.log(fleetUsage);
  else await measureFleet(options);
}

async function growth(args: readonly string[]): Promise<void> {
  const options = readGrowthOptions(args);
  if (options === 'help') console.log(growthUsage);
  else await main(options);
}

async function anatomy(args: readonly string[]): Promise<void> {
  const options = readAnatomyOptions(args);
  if (options === 'help') console.log(anatomyUsage);
  else await measureAnatomy(options);
}

const usages = [usage, anatomyUsage, growthUsage, pagesUsage, workersUsage, memoryUsage, fleetUsage];

try {
  const [first, ...others] = process.argv.slice(2);
  if (first === 'pages') await pages(others);
  else if (first === 'anatomy') await anatomy(others);
  else if (first === 'growth') await growth(others);
  else if (first === 'workers') await workers(others);
  else if (first === 'memory') await memory(others);
  else if (first === 'fleet') await fleet(others);
  else {
    const options = readOptions(process.argv.slice(2));
    if (options === 'help') console.log(usages.join('\n\n'));
    else await main(options);
  }
} catch (failure) {
  console.error(failure instanceof Error ? failure.message : failure);
  process.exitCode = 1;
}
