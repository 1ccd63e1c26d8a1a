/** What the toolkit has to run on (distribution.md D-5), and how a program is started there. */

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { root } from '../sources/sources.ts';
import type { Adapter, Server } from './guarded-programs.ts';

/** What `.ci/runtimes/install` brings. */
const installed = (path: string): string => resolve(root, '.ci/runtimes/node_modules', path);

export type Command = readonly [program: string, ...words: string[]];

export type Runtime = {
  readonly name: string;
  readonly server: Server;
  /** Those that fit. */
  readonly adapters: readonly Adapter[];
  /** Programs without which there is none. */
  readonly needs: readonly string[];
  /** How the program in this file is started. */
  command(file: string, port: number): Promise<Command>;
};

const node = (version: string, program: string): Runtime => ({
  name: `Node ${version}`,
  server: 'node',
  adapters: ['node', 'express', 'hono', 'fetch'],
  needs: [program],
  command: async (file) => [program, file],
});

const bun = installed('@oven/bun-linux-x64/bin/bun');
const deno = installed('@deno/linux-x64-glibc/deno');
const esbuild = installed('@esbuild/linux-x64/bin/esbuild');
const miniflare = installed('miniflare/dist/src/index.js');

/** As wrangler does: one file for workerd, whose own modules stay outside. */
async function workerd(file: string, port: number): Promise<Command> {
  const [bundle, starter] = [`${file}.bundle.mjs`, `${file}.start.mjs`];
  const words = ['--bundle', '--format=esm', '--conditions=workerd,worker,browser', '--external:node:*'];
  await promisify(execFile)(esbuild, [file, ...words, `--outfile=${bundle}`]);
  const options = {
    modules: true,
    scriptPath: bundle,
    compatibilityDate: '2026-07-01',
    compatibilityFlags: ['nodejs_compat'],
    host: '127.0.0.1',
    port,
    cf: false,
  };
  const text = `import { Miniflare } from '${pathToFileURL(miniflare)}';
await new Miniflare(${JSON.stringify(options)}).ready;
`;
  await writeFile(starter, text);
  return [process.execPath, starter];
}

export const runtimes: readonly Runtime[] = [
  node('20', installed('node-20/bin/node')),
  node('22', installed('node-22/bin/node')),
  node('24', installed('node-24/bin/node')),
  node('26', process.execPath),
  {
    name: 'Bun',
    server: 'bun',
    adapters: ['node', 'express', 'hono', 'fetch'],
    needs: [bun],
    command: async (file) => [bun, file],
  },
  {
    name: 'Deno',
    server: 'deno',
    adapters: ['node', 'hono', 'fetch'],
    needs: [deno],
    command: async (file) => [
      deno,
      'run',
      '--no-prompt',
      '--cached-only',
      '--allow-net',
      '--allow-env',
      '--allow-read',
      file,
    ],
  },
  {
    name: 'workerd',
    server: 'worker',
    adapters: ['hono', 'fetch'],
    needs: [esbuild, miniflare],
    command: workerd,
  },
];

/** The compiler of that major version, or null where it is not installed. */
export function compiler(version: 5 | 7): string | null {
  const program =
    version === 7 ? join(root, 'node_modules/typescript/bin/tsc') : installed('typescript/bin/tsc');
  return existsSync(program) ? program : null;
}

/** Why the runtime cannot be tried; false where it can. */
export const missing = ({ needs }: Runtime): string | false =>
  needs.every((path) => existsSync(path)) ? false : 'not installed here (.ci/run brings it)';
