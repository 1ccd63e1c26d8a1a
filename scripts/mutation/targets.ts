/** Where a wrong would matter most, and the tests that have to see it. */

import { isProduct, type Source } from '../sources/sources.ts';
import { type Mutant, mutantsOf } from './mutants.ts';

export type Target = { readonly sources: RegExp; readonly tests: string };

export const targets: readonly Target[] = [
  {
    sources: /^packages\/engine\/src\/(?:authorize|grants|tokens|client-auth|endpoints)\//,
    tests: 'packages/engine/test/**/*.test.ts',
  },
  {
    sources: /^packages\/resource\/src\/(?:tokens|holder)\//,
    tests: 'packages/resource/test/{access,answers,guard,holder,issuer,protection,tokens}/**/*.test.ts',
  },
];

/** Every mutant of the target's part of the sources. */
export const mutantsAt = (target: Target, sources: readonly Source[]): readonly Mutant[] =>
  sources.filter(({ path }) => isProduct(path) && target.sources.test(path)).flatMap(mutantsOf);
