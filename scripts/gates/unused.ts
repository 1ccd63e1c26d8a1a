/** What is declared and mentioned nowhere else: it goes, and comes back with its first use. */

import type { Source } from '../sources/sources.ts';

const CATALOGUE = 'packages/server/src/telemetry/audit-catalogue.ts';

const isProduct = ({ path }: Source): boolean => /^packages\/[a-z]+\/src\//.test(path);

const wordsOf = ({ text }: Source): readonly string[] => text.match(/[A-Za-z_$][\w$]*/g) ?? [];

/** How often each word stands in the sources. */
function countWords(sources: readonly Source[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const word of sources.flatMap(wordsOf)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

const exported = /^export (?:async )?(?:const|function|type|class|interface) (\w+)/gm;

/** Exported names of products that no other line says: `path: name`. */
export function unusedExports(sources: readonly Source[]): readonly string[] {
  const counts = countWords(sources);
  return sources
    .filter(isProduct)
    .flatMap(({ path, text }) =>
      [...text.matchAll(exported)].flatMap(([, name = '']) =>
        counts.get(name) === 1 ? [`${path}: ${name}`] : [],
      ),
    );
}

/** Events of the audit catalogue that no product source names: `path: EVENT`. */
export function unwrittenEvents(sources: readonly Source[]): readonly string[] {
  const catalogue = sources.find(({ path }) => path === CATALOGUE);
  const counts = countWords(sources.filter((source) => isProduct(source) && source !== catalogue));
  const events = [...(catalogue?.text.matchAll(/^ {2}([A-Z_]+):/gm) ?? [])].map(([, event = '']) => event);
  return events.filter((event) => !counts.has(event)).map((event) => `${CATALOGUE}: ${event}`);
}
