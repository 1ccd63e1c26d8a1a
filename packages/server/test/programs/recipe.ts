/** Reads docs/recipes.md the way its readers copy from it. */

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { repository } from '../documentation/markdown.ts';

export type Block = { readonly language: string; readonly text: string };

export type Recipe = {
  readonly name: string;
  readonly text: string;
  /** The content of BOOTSTRAP_FILE, as it stands there. */
  readonly declared: string;
  readonly blocks: readonly Block[];
};

/** A row of the table at the top: what was tried, and how. */
export type Trial = { readonly program: string; readonly version: string; readonly tried: string };

export const recipePage = (): string => readFileSync(resolve(repository, 'docs/recipes.md'), 'utf8');

/** Every recipe of the page, in order: the chapters that declare something. */
export function recipes(): readonly Recipe[] {
  return recipePage()
    .split(/^(?=## )/m)
    .slice(1)
    .map((text) => {
      const name = /^## (.+)$/m.exec(text)?.[1] ?? '';
      const blocks = [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(
        ([, language = '', block = '']) => ({ language, text: block }),
      );
      const declared = blocks.find(({ language }) => language === 'json')?.text ?? '';
      return { name, text, declared, blocks };
    })
    .filter(({ declared }) => declared !== '');
}

/** The recipe of that program; throws when the page has none. */
export function recipeOf(name: string): Recipe {
  const found = recipes().find((recipe) => recipe.name === name);
  if (found === undefined) throw new Error(`docs/recipes.md has no recipe for ${name}`);
  return found;
}

export function trials(): readonly Trial[] {
  return [...recipePage().matchAll(/^\| \[([^\]]+)\]\(#[^)]*\) \| ([^|]+) \| ([^|]+) \|$/gm)].map(
    ([, program = '', version = '', tried = '']) => ({ program, version, tried }),
  );
}
