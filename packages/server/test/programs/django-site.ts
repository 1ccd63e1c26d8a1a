/** Starts a Django site with the settings of a recipe. */

import { resolve } from 'node:path';
import type { Bench } from './bench.ts';
import { python } from './installed.ts';

const site = resolve(import.meta.dirname, 'django-site.py');

/** Answers where it listens; `application` is the Django application that signs people in. */
export async function startDjango(bench: Bench, application: string): Promise<string> {
  bench.file('recipe.py', bench.block('py'));
  const address = bench.placed('http://localhost:8000');
  await bench.run(python, [site, application, 'localhost', new URL(address).port], {
    environment: { PYTHONPATH: bench.folder },
    answersAt: address,
  });
  return address;
}
