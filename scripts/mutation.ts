/**
 * Puts small wrongs into the source, one at a time, and names those that no test sees: `npm run mutation`, or
 * `npm run mutation -- engine/src/grants` for a part. Takes minutes to an hour; not part of `npm test`.
 * What may survive, and why, is listed in mutation/accepted.json. Ends with 1 when something else survives.
 */

import { globSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { relative, resolve } from 'node:path';
import { type Coverage, coverageOf, ran } from './mutation/coverage.ts';
import { type Mutant, mutantsOf } from './mutation/mutants.ts';
import { tryMutant } from './mutation/trial.ts';
import { isProduct, root, workspaceSources } from './sources/sources.ts';

/** Where a wrong would matter most, and the tests that have to see it. */
const targets = [
  {
    sources: /^packages\/engine\/src\/(?:authorize|grants|tokens|client-auth|endpoints)\//,
    tests: 'packages/engine/test/**/*.test.ts',
  },
  {
    sources: /^packages\/resource\/src\/(?:tokens|holder)\//,
    tests: 'packages/resource/test/{access,answers,guard,holder,issuer,protection,tokens}/**/*.test.ts',
  },
] as const;

type Accepted = { readonly mutant: string; readonly because: string };

const accepted: readonly Accepted[] = JSON.parse(
  readFileSync(resolve(import.meta.dirname, 'mutation/accepted.json'), 'utf8'),
);

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

async function survivorsAmong(mutants: readonly Mutant[], tests: Tests): Promise<readonly Mutant[]> {
  let done = 0;
  const verdicts = await each(mutants, async (mutant) => {
    const path = resolve(root, mutant.path);
    const files = tests.filter(({ coverage }) => ran(coverage, path, mutant.start)).map(({ file }) => file);
    const verdict = files.length === 0 ? 'survived' : await tryMutant(mutant, files);
    done += 1;
    if (verdict === 'survived') console.log(`survived  ${mutant.path}:${mutant.line}  ${mutant.name}`);
    if (done % 50 === 0) console.error(`${done} of ${mutants.length}`);
    return verdict;
  });
  return mutants.filter((_, index) => verdicts[index] === 'survived');
}

async function main(part: string | undefined): Promise<void> {
  const sources = workspaceSources().filter(({ path }) => isProduct(path));
  const survivors: Mutant[] = [];
  let count = 0;
  for (const target of targets) {
    const mutants = sources
      .filter(({ path }) => target.sources.test(path) && (part === undefined || path.includes(part)))
      .flatMap(mutantsOf);
    if (mutants.length === 0) continue;
    count += mutants.length;
    const files = globSync(target.tests, { cwd: root }).sort();
    const tests = await each(files, async (file) => ({ file, coverage: await coverageOf(file) }));
    if ((await tryMutant(null, files)) === 'killed') throw new Error('the tests fail without any mutant');
    survivors.push(...(await survivorsAmong(mutants, tests)));
  }
  const known = new Set(accepted.map(({ mutant }) => mutant));
  const news = survivors.filter(({ name }) => !known.has(name));
  const line = `${count} mutants, ${count - survivors.length} seen by a test, ${survivors.length} survived, `;
  console.log(
    `${line}${survivors.length - news.length} of them as ${relative(root, 'scripts/mutation/accepted.json')} says`,
  );
  if (news.length > 0) process.exitCode = 1;
}

process.chdir(root);
await main(process.argv[2]);
