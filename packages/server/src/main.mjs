/**
 * The entry. Says in one sentence which Node is needed where an older one runs it, so it is written for every Node
 * that knows modules: no static import, no await, no `?.` and no `??`.
 */

const needed = 26;

if (Number(process.versions.node.split('.')[0]) < needed) {
  console.error(
    `Grantor needs Node ${needed} or newer, and this is ${process.version}; "npm ci" brings the right one, and "npm start" uses it.`,
  );
  process.exitCode = 1;
} else if (import.meta.url.endsWith('/src/main.mjs')) {
  import('./compiled.mjs');
} else {
  // What is published has no types to strip: kept, the rest would save no time and cost 8 MB of memory
  import('./program.ts');
}
