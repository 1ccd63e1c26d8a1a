/**
 * Folders that hold each other: every folder of a package stands on one floor and is imported only from above.
 * A type-only import counts like any other.
 */

import { posix } from 'node:path';
import { importsOf } from '../sources/imports.ts';
import type { Source } from '../sources/sources.ts';

/** An import that leads from one folder to another. */
type Step = { readonly place: string; readonly from: string; readonly to: string; readonly target: string };

function stepsOf(sources: readonly Source[]): readonly Step[] {
  return sources.flatMap((source) =>
    importsOf(source).flatMap(({ place, target }) => {
      const from = posix.dirname(source.path);
      const to = target === undefined ? from : posix.dirname(target);
      return target === undefined || to === from ? [] : [{ place, from, to, target }];
    }),
  );
}

type Graph = ReadonlyMap<string, ReadonlySet<string>>;

function graphOf(steps: readonly Step[]): Graph {
  const graph = new Map<string, Set<string>>();
  for (const { from, to } of steps) graph.set(from, (graph.get(from) ?? new Set()).add(to));
  return graph;
}

/** Every folder that is reached from this one by imports, itself only when a way leads back. */
function below(graph: Graph, folder: string): ReadonlySet<string> {
  const reached = new Set<string>();
  const open = [...(graph.get(folder) ?? [])];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (reached.has(next)) continue;
    reached.add(next);
    open.push(...(graph.get(next) ?? []));
  }
  return reached;
}

/** Each import between two folders that reach each other: `place: folder ⇄ folder (imported file)`. */
export function folderCircles(sources: readonly Source[]): readonly string[] {
  const steps = stepsOf(sources);
  const graph = graphOf(steps);
  const reach = new Map([...graph.keys()].map((folder) => [folder, below(graph, folder)] as const));
  return steps
    .filter(({ from, to }) => reach.get(to)?.has(from))
    .map(({ place, from, to, target }) => `${place}: ${from} ⇄ ${to} (${target})`);
}
