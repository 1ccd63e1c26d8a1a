/** Rings of files that import each other; a type-only import closes a ring like any other. */

import { importsOf } from '../sources/imports.ts';
import type { Source } from '../sources/sources.ts';

type Graph = ReadonlyMap<string, readonly string[]>;

function graphOf(sources: readonly Source[]): Graph {
  return new Map(
    sources.map((source) => [
      source.path,
      importsOf(source).flatMap(({ target }) => (target === undefined ? [] : [target])),
    ]),
  );
}

/** Each ring once, named from its alphabetically first file. */
export function importCycles(sources: readonly Source[]): readonly string[] {
  const graph = graphOf(sources);
  const found = new Set<string>();
  const finished = new Set<string>();
  const visit = (path: string, trail: readonly string[]): void => {
    const seenAt = trail.indexOf(path);
    if (seenAt >= 0) {
      const ring = trail.slice(seenAt);
      const first = ring.indexOf([...ring].sort()[0] ?? path);
      found.add([...ring.slice(first), ...ring.slice(0, first), ring[first]].join(' → '));
      return;
    }
    if (finished.has(path)) return;
    for (const next of graph.get(path) ?? []) visit(next, [...trail, path]);
    finished.add(path);
  };
  for (const path of graph.keys()) visit(path, []);
  return [...found];
}
