/** The settings as they are in effect, for people who look after the server. Never shows a secret. */

import { type GroupName, groups, sections, variablesOf } from './schema.ts';
import type { Environment } from './types.ts';
import type { Variable } from './values/variable.ts';

type EffectiveSetting = {
  readonly name: string;
  /** `masked`: it is set, and a secret; null: it is unset and has no default. */
  readonly value: { readonly kind: 'text' | 'words' | 'masked'; readonly text: string } | null;
  readonly source: 'set' | 'default';
};

type EffectiveGroup = { readonly title: string; readonly settings: readonly EffectiveSetting[] };

/** Every variable, in the order of the documentation; `environment` holds what was given, from wherever it counts. */
export const effectiveSettings = (environment: Environment): readonly EffectiveGroup[] =>
  groups.map((group: GroupName) => ({
    title: sections[group],
    settings: variablesOf(group).map((variable) => effective(variable, environment)),
  }));

function effective(variable: Variable<unknown>, environment: Environment): EffectiveSetting {
  const { name, fallback, shape } = variable;
  const names = [name, ...(fallback === undefined ? [] : [fallback])].flatMap((each) =>
    shape.confidential ? [each, `${each}_FILE`] : [each],
  );
  const given = names.map((each) => environment[each] ?? '').find((text) => text !== '');
  if (given === undefined) return { name, value: defaultOf(variable), source: 'default' };
  const value = shape.confidential
    ? ({ kind: 'masked', text: '' } as const)
    : ({ kind: 'text', text: withoutPassword(given) } as const);
  return { name, value, source: 'set' };
}

function defaultOf({ default: fallback }: Variable<unknown>): EffectiveSetting['value'] {
  if (fallback === null || fallback === '') return null;
  return typeof fallback === 'string'
    ? { kind: 'text', text: fallback }
    : { kind: 'words', text: fallback.words };
}

/** An address may carry credentials although the setting is no secret. */
const withoutPassword = (text: string): string => text.replaceAll(/\/\/[^/@\s]*@/g, '//…@');
