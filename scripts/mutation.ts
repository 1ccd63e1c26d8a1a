/**
 * Puts small wrongs into the source, one at a time, and names those that no test sees: `npm run mutation`, or
 * `npm run mutation -- engine/src/grants` for a part, or several. The whole takes hours; not part of `npm test`.
 * What may survive, and why, is listed in mutation/accepted.json. Ends with 1 when something else survives, and
 * when the list names what is no mutant any more, or what a test sees by now.
 */

import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, resolve } from 'node:path';
import { accepted, faultsOf } from './mutation/accepted.ts';
import { type Coverage, coverageOf, ran } from './mutation/coverage.ts';
import type { Mutant } from './mutation/mutants.ts';
import { mutantsAt, targets } from './mutation/targets.ts';
import { tryMutant, type Verdict } from './mutation/trial.ts';
import { root, workspaceSources } from './sources/sources.ts';

/** As many at once as there are processors; results in the order of the items. */
async function each<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) {
      const item = items[index];
      if (item !== undefined) results[index] = await work(item);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return results;
}

type Tests = readonly { readonly file: string; readonly coverage: Coverage }[];

/** The tests beside the source go first: they see most of its mutants, and are soon done. */
async function verdictOn(mutant: Mutant, tests: Tests): Promise<Verdict> {
  const path = resolve(root, mutant.path);
  const files = tests.filter(({ coverage }) => ran(coverage, path, mutant.decidedAt)).map(({ file }) => file);
  const beside = `${dirname(mutant.path).replace('/src/', '/test/')}/`;
  const [near, far] = [true, false].map((is) => files.filter((file) => file.startsWith(beside) === is));
  for (const some of [near ?? [], far ?? []]) {
    const verdict = some.length === 0 ? 'survived' : await tryMutant(mutant, some);
    if (verdict !== 'survived') return verdict;
  }
  return 'survived';
}

async function survivorsAmong(
  mutants: readonly Mutant[],
  { tests, known }: { readonly tests: Tests; readonly known: ReadonlySet<string> },
): Promise<readonly Mutant[]> {
  let done = 0;
  const verdicts = await each(mutants, async (mutant) => {
    const verdict = await verdictOn(mutant, tests);
    done += 1;
    if (verdict === 'hung' || (verdict === 'survived' && !known.has(mutant.name))) {
      console.log(`${verdict}  ${mutant.path}:${mutant.line}  ${mutant.name}`);
    }
    if (done % 50 === 0) console.error(`${done} of ${mutants.length}`);
    return verdict;
  });
  return mutants.filter((_, index) => verdicts[index] === 'survived');
}

async function main(parts: readonly string[]): Promise<void> {
  const sources = workspaceSources();
  const all = targets.map((target) => ({ target, mutants: mutantsAt(target, sources) }));
  const faults = faultsOf(accepted, new Set(all.flatMap(({ mutants }) => mutants.map(({ name }) => name))));
  if (faults.length > 0) throw new Error(`accepted.json: ${faults.join('\naccepted.json: ')}`);
  const known = new Set(accepted.map(({ mutant }) => mutant));
  const tried: Mutant[] = [];
  const survivors: Mutant[] = [];
  for (const { target, mutants } of all) {
    const wanted = mutants.filter(
      ({ path }) => parts.length === 0 || parts.some((part) => path.includes(part)),
    );
    if (wanted.length === 0) continue;
    const files = globSync(target.tests, { cwd: root }).sort();
    const tests = await each(files, async (file) => ({ file, coverage: await coverageOf(file) }));
    if ((await tryMutant(null, files)) !== 'survived') throw new Error('the tests fail without any mutant');
    tried.push(...wanted);
    survivors.push(...(await survivorsAmong(wanted, { tests, known })));
  }
  if (tried.length === 0) throw new Error(`nothing to try at ${parts.join(', ')}`);
  const alive = new Set(survivors);
  const seen = tried.filter((mutant) => !alive.has(mutant));
  const needless = seen.filter(({ name }) => known.has(name));
  const news = survivors.filter(({ name }) => !known.has(name));
  for (const { name } of needless) console.log(`is accepted, but a test sees it now: ${name}`);
  console.log(
    `${tried.length} mutants: ${seen.length} seen by a test, ${survivors.length - news.length} accepted, ` +
      `${news.length} survived`,
  );
  if (news.length + needless.length > 0) process.exitCode = 1;
}

process.chdir(root);
await main(process.argv.slice(2));
