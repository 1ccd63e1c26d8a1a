/** How the fields of a form declare a scope: a row of a resource's, or a page of its own. */

import type { ResourceScope } from '@grantor/engine';
import type { Finding } from '../bootstrap/problems.ts';
import { type ClientFieldFault, locales, type ResourceValues } from '../pages/index.ts';

/** The fields of one scope, each after what stands before all of them. */
export const scopeParts: readonly string[] = [
  ...['name', 'description', 'effect', 'implies', 'default', 'restricted'],
  ...locales.map((tag) => `description_${tag}`),
];

/** A field with its value; nothing where there is none. */
export const textOf = (name: string, value: string | number | null): ResourceValues =>
  value === null || value === '' ? {} : { [name]: String(value) };

/** What stands in the fields of the scope. */
export const valuesOfScope = (
  { name, description, descriptions = {}, effect, isDefault, isRestricted, implies }: ResourceScope,
  prefix: string,
): ResourceValues => ({
  ...textOf(`${prefix}name`, name),
  ...textOf(`${prefix}description`, description),
  ...(Object.assign(
    {},
    ...locales.map((tag) => textOf(`${prefix}description_${tag}`, descriptions[tag] ?? null)),
  ) as ResourceValues),
  ...textOf(`${prefix}effect`, effect ?? null),
  ...textOf(`${prefix}implies`, implies.join(' ')),
  ...textOf(`${prefix}default`, isDefault ? '1' : null),
  ...textOf(`${prefix}restricted`, isRestricted ? '1' : null),
});

type Part = (name: string) => string | undefined;

/** The members that declare the scope, by its fields; `stored`: the scope as it is, absent for a new one. */
export const declaredScope = (part: Part, stored: ResourceScope | undefined) => ({
  name: part('name'),
  ...(part('description') === undefined ? {} : { description: part('description') }),
  ...descriptionsIn(part, stored),
  ...(part('effect') === undefined ? {} : { effect: part('effect') }),
  implies: part('implies')?.split(/\s+/) ?? [],
  default: part('default') === '1',
  restricted: part('restricted') === '1',
});

/** Those of languages that the form does not show stay as they are. */
function descriptionsIn(part: Part, stored: ResourceScope | undefined) {
  const others = Object.entries(stored?.descriptions ?? {}).filter(
    ([tag]) => !locales.some((known) => known === tag),
  );
  const given = locales.flatMap((tag) => {
    const sentence = part(`description_${tag}`);
    return sentence === undefined ? [] : [[tag, sentence] as const];
  });
  const descriptions = Object.fromEntries([...others, ...given]);
  return Object.keys(descriptions).length === 0 ? {} : { descriptions };
}

/** The field that shows the member, as `descriptions.de`; what is of the scope as a whole stands at its name. */
export function partOfMember(at: string): string {
  const [, member = 'name', tag] = /^([a-z]+)(?:\.([A-Za-z-]+))?/.exec(at) ?? [];
  return member === 'descriptions' ? `description${tag === undefined ? '' : `_${tag}`}` : member;
}

/** The fault in the words of pages, or its English sentence. */
export const faultAt = ({ at, message, fault }: Finding): ClientFieldFault =>
  fault === undefined ? { code: 'other', rule: `${at}: ${message}` } : fault;
