/** Values of metadata compared as JSON: neither the order of members nor that of a list counts. Pure. */

import { isJsonObject } from '@grantor/protocol';

/** One text for equal values (OpenID Federation §6.1.3.1). */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).sort().join(',')}]`;
  if (!isJsonObject(value)) return JSON.stringify(value) ?? 'undefined';
  const members = Object.keys(value)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`);
  return `{${members.join(',')}}`;
}

export const isEqual = (one: unknown, other: unknown): boolean => canonical(one) === canonical(other);

type Values = readonly unknown[];

const keysOf = (values: Values): ReadonlySet<string> => new Set(values.map(canonical));

/** What either has, the first first, each once. */
export const union = (one: Values, other: Values): Values => [
  ...new Map([...one, ...other].map((value) => [canonical(value), value])).values(),
];

/** Of the first what the other has, too. */
export function intersection(one: Values, other: Values): Values {
  const held = keysOf(other);
  return one.filter((value) => held.has(canonical(value)));
}

export const isSubset = (one: Values, other: Values): boolean => {
  const held = keysOf(other);
  return one.every((value) => held.has(canonical(value)));
};
