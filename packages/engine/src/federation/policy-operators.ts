/**
 * The operators of metadata policies, one row each, in the order in which they are applied (OpenID Federation
 * §6.1.3.1). Pure.
 */

import { intersection, isEqual, isSubset, union } from './json-values.ts';

/** A policy that contradicts itself, or that metadata breaks: the chain counts no more (OpenID Federation §6.1.4). */
export class PolicyError extends Error {
  override readonly name = 'PolicyError';
}

export type Operator = {
  readonly name: string;
  /** Whether the operator can be set to the value. */
  readonly takes: (value: unknown) => boolean;
  /** The value for the rules of a superior and of its subordinate together; never looser than either. */
  readonly merge: (superior: unknown, subordinate: unknown) => unknown;
  /** What becomes of a parameter; undefined: it is absent. */
  readonly apply: (parameter: unknown, value: unknown) => unknown;
};

type Values = readonly unknown[];

const isScalar = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value);
const isList = (value: unknown): value is Values =>
  Array.isArray(value) && value.every((member) => member !== null && !Array.isArray(member));
const isListOrScalar = (value: unknown): boolean => isScalar(value) || isList(value);

/** The parameter as the list that the operator needs. */
function listed(parameter: unknown, operator: string): Values {
  if (!isList(parameter)) throw new PolicyError(`${operator} is about lists`);
  return parameter;
}

const lists =
  (combine: (superior: Values, subordinate: Values) => Values): Operator['merge'] =>
  (superior, subordinate) =>
    combine(superior as Values, subordinate as Values); // `takes` has passed for both

const alike =
  (operator: string): Operator['merge'] =>
  (superior, subordinate) => {
    if (!isEqual(superior, subordinate)) throw new PolicyError(`two values of ${operator}`);
    return superior;
  };

const present =
  (check: (parameter: unknown, value: Values) => unknown): Operator['apply'] =>
  (parameter, value) =>
    parameter === undefined ? undefined : check(parameter, value as Values);

export const operators: readonly Operator[] = [
  {
    name: 'value',
    takes: (value) => value === null || isListOrScalar(value),
    merge: alike('value'),
    apply: (_, value) => value ?? undefined,
  },
  {
    name: 'add',
    takes: isList,
    merge: lists(union),
    apply: (parameter, value) =>
      parameter === undefined ? value : union(listed(parameter, 'add'), value as Values),
  },
  {
    name: 'default',
    takes: isListOrScalar,
    merge: alike('default'),
    apply: (parameter, value) => (parameter === undefined ? value : parameter),
  },
  {
    name: 'one_of',
    takes: (value) => isList(value) && value.length > 0,
    merge: lists((superior, subordinate) => {
      const both = intersection(superior, subordinate);
      if (both.length === 0) throw new PolicyError('one_of leaves nothing');
      return both;
    }),
    apply: present((parameter, value) => {
      if (!isSubset([parameter], value)) throw new PolicyError('one_of has another value');
      return parameter;
    }),
  },
  {
    name: 'subset_of',
    takes: isList,
    merge: lists(intersection),
    apply: present((parameter, value) => {
      const before = listed(parameter, 'subset_of');
      const kept = intersection(before, value);
      // federation-vci-authlete.md FED-8
      if (kept.length === 0 && before.length > 0) throw new PolicyError('subset_of leaves nothing');
      return kept;
    }),
  },
  {
    name: 'superset_of',
    takes: isList,
    merge: lists(union),
    apply: present((parameter, value) => {
      if (!isSubset(value, listed(parameter, 'superset_of')))
        throw new PolicyError('superset_of lacks a value');
      return parameter;
    }),
  },
  {
    name: 'essential',
    takes: (value) => typeof value === 'boolean',
    merge: (superior, subordinate) => superior === true || subordinate === true,
    apply: (parameter, value) => {
      if (value === true && parameter === undefined) throw new PolicyError('an essential one is absent');
      return parameter;
    },
  },
];

/** Of two operators of one parameter, what has to hold between their values; a pair that is not here goes together always. */
export const combinations: readonly {
  readonly pair: readonly [string, string];
  readonly allows: (first: unknown, second: unknown) => boolean;
}[] = [
  { pair: ['value', 'add'], allows: (value, add) => isList(value) && isSubset(add as Values, value) },
  { pair: ['value', 'default'], allows: (value) => value !== null },
  { pair: ['value', 'one_of'], allows: (value, oneOf) => isSubset([value], oneOf as Values) },
  { pair: ['value', 'subset_of'], allows: (value, of) => isList(value) && isSubset(value, of as Values) },
  { pair: ['value', 'superset_of'], allows: (value, of) => isList(value) && isSubset(of as Values, value) },
  { pair: ['value', 'essential'], allows: (value, essential) => value !== null || essential === false },
  { pair: ['add', 'one_of'], allows: () => false },
  { pair: ['add', 'subset_of'], allows: (add, of) => isSubset(add as Values, of as Values) },
  { pair: ['one_of', 'subset_of'], allows: () => false },
  { pair: ['one_of', 'superset_of'], allows: () => false },
  { pair: ['subset_of', 'superset_of'], allows: (sub, sup) => isSubset(sup as Values, sub as Values) },
];
