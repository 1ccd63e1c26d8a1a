/** Prints every import between two folders that hold each other, of the trees named (`packages/engine`) or of all. */

import { folderCircles } from './gates/floors.ts';
import { workspaceSources } from './sources/sources.ts';

const trees = process.argv.slice(2);
const circles = folderCircles(
  workspaceSources().filter(({ path }) => trees.length === 0 || trees.some((tree) => path.startsWith(tree))),
);
for (const circle of circles) console.log(circle);
console.log(`${circles.length} imports between folders that hold each other`);
