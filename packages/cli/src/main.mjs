#!/usr/bin/env node
/**
 * The entry. Says in one sentence which Node is needed where an older one runs it, so it is written for every Node
 * that knows modules: no static import, no await, no `?.` and no `??`.
 */

const needed = 26;

if (Number(process.versions.node.split('.')[0]) < needed) {
  console.error(
    `grantor needs Node ${needed} or newer, and this is ${process.version}; "npm ci" brings the right one, and "npm run grantor -- <command>" uses it.`,
  );
  process.exitCode = 1;
} else {
  import('./compiled.mjs');
}
