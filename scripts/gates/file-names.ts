/** File names are the specifications' nouns; these say nothing about what is inside. */

import type { Source } from '../sources/sources.ts';

const EMPTY_WORDS =
  /(^common|(^|-)(helpers?|utils?|utilities|managers?|services?|handlers?|process|data|info|misc))$/;

export function emptyNames(sources: readonly Source[]): readonly string[] {
  return sources.flatMap(({ path }) =>
    path
      .split('/')
      .map((part) => part.replace(/(\.test|\.d)?\.ts$/, ''))
      .filter((part) => EMPTY_WORDS.test(part))
      .map((part) => `${path}: "${part}" does not say what is inside`),
  );
}
