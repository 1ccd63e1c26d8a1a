#!/usr/bin/env node
/**
 * The entry. Says in one sentence which Node is needed where an older one runs it, so it is written for every Node
 * that knows modules: no static import, no await, no `?.` and no `??`.
 */

// The sources need a Node that reads TypeScript; what is published is JavaScript.
const isSource = import.meta.url.endsWith('/src/main.mjs');
const needed = isSource ? 26 : 20;

if (Number(process.versions.node.split('.')[0]) < needed) {
  const remedy = isSource ? '"npm ci" brings the right one' : 'nodejs.org and every package manager have one';
  console.error(
    `@grantor/compliance needs Node ${needed} or newer, and this is ${process.version}; ${remedy}.`,
  );
  process.exitCode = 1;
} else {
  import('./program.ts');
}
