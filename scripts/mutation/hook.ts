/** Loaded before the tests: gives one module with its mutant in it. What is on disk stays as it is. */

import { registerHooks } from 'node:module';

type Wanted = {
  readonly url: string;
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
};

const wanted: Wanted = JSON.parse(process.env['GRANTOR_MUTANT'] ?? '{}');

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    if (url !== wanted.url || loaded.source == null) return loaded;
    const text =
      typeof loaded.source === 'string' ? loaded.source : Buffer.from(loaded.source as Uint8Array).toString();
    return { ...loaded, source: text.slice(0, wanted.start) + wanted.replacement + text.slice(wanted.end) };
  },
});
