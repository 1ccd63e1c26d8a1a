/** Which stage of a request, and which package, a call belongs to: by the file it is in. */

import type { Frame, Spent } from '../systems/profile.ts';

/** The first row that fits a frame says its stage; a frame without a row belongs to whoever called it. */
const stages: readonly (readonly [stage: string, file: RegExp])[] = [
  ['log', /server\/src\/telemetry\/(log|loggable)|standard-output/],
  ['audit', /server\/src\/telemetry\/audit|server\/src\/outbox\//],
  ['metrics', /\/prom-client\/|server\/src\/telemetry\/(metrics|observer|daily)/],
  ['sign', /server\/src\/keys\/(sign|signing-key|verify|hmac)|\/jose\/.*\/(sign|verify)/],
  ['store', /server\/src\/(store|database)\/|\/(kysely|pg|pg-protocol|pg-pool)\/|^node:sqlite/],
  ['authenticate', /engine\/src\/(client-auth|holder|clients)\/|server\/src\/(accounts|login)\//],
  ['parse', /protocol\/src\/(params|request-body|shape)|server\/src\/http\/(body|json-body|arrival|message)/],
  ['decide', /engine\/src\/|protocol\/src\/|server\/src\/(authorize|consent|administration|forward-auth)\//],
  ['pages', /server\/src\/(pages|admin|account|console)\//],
  ['route', /\/hono\/|server\/src\/(app|http\/(routes|request-target|base-path))/],
  ['reply', /server\/src\/(http|site)\//],
  ['socket', /^node:(_http|net|internal\/(stream|http|js_stream)|internal\/timers)|@hono\/node-server/],
];

/** Frames of the engine itself, which have no file. */
const ofTheEngine: ReadonlyMap<string, string> = new Map([
  ['(garbage collector)', 'garbage collection'],
  ['(program)', 'outside of JavaScript'],
]);

export function stageOf({ stack }: Spent): string {
  const alone = ofTheEngine.get(stack[0]?.functionName ?? '');
  if (alone !== undefined) return alone;
  for (const { url } of stack) {
    const row = stages.find(([, file]) => file.test(url));
    if (row !== undefined) return row[0];
  }
  return 'other';
}

/** The package of the innermost call that is in a file: one of this repository, of npm, or Node itself. */
export function packageOf({ stack }: Spent): string {
  const alone = ofTheEngine.get(stack[0]?.functionName ?? '');
  if (alone !== undefined) return alone;
  for (const { url } of stack) {
    const name = named(url);
    if (name !== undefined) return name;
  }
  return 'other';
}

function named(url: string): string | undefined {
  if (url.startsWith('node:')) return 'node';
  const own = /\/packages\/(\w+)\/src\//.exec(url)?.[1];
  if (own !== undefined) return `packages/${own}`;
  return /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1];
}

/** A function as a reader finds it. */
export function functionOf({ stack: [frame] }: Spent): string {
  const { functionName, url } = frame ?? ({ functionName: '', url: '' } satisfies Frame);
  const file = url.replace(/^.*\/(packages|node_modules)\//, '');
  return [functionName || '(anonymous)', file].join(' ').trimEnd();
}
