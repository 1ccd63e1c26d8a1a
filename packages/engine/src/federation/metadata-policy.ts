/** Metadata policies of a trust chain: read, merged from the top, applied (OpenID Federation §6.1). Pure. */

import { isJsonObject } from '@grantor/protocol';
import { combinations, operators, PolicyError } from './policy-operators.ts';

/** By the name of the operator. */
export type ParameterPolicy = Readonly<Record<string, unknown>>;
/** By type of entity and parameter. */
export type MetadataPolicy = Readonly<Record<string, Readonly<Record<string, ParameterPolicy>>>>;
/** The metadata of an entity in one of its types. */
export type TypeMetadata = Readonly<Record<string, unknown>>;

/** What a superior says of policies. */
export type StatedPolicy = {
  readonly policy: unknown;
  /** Operators beside the standard ones that have to be understood. */
  readonly critical: readonly string[];
};

/**
 * The policy of the chain: `stated` from the trust anchor down to the immediate superior. Operators that are unknown
 * are passed over, unless one of the statements says they are critical. Throws PolicyError.
 */
export function mergePolicies(stated: readonly StatedPolicy[]): MetadataPolicy {
  const critical = stated.flatMap((one) => one.critical);
  if (!critical.every((name) => known.has(name))) throw new PolicyError('a critical operator is unknown');
  let merged: MetadataPolicy = {};
  for (const { policy } of stated) {
    if (policy !== undefined) merged = mergeTwo(merged, readPolicy(policy));
  }
  return merged;
}

/** The metadata as the policy leaves it. Throws PolicyError. */
export function applyPolicy(metadata: TypeMetadata, policy: MetadataPolicy[string]): TypeMetadata {
  const names = [...new Set([...Object.keys(metadata), ...Object.keys(policy)])];
  const applied = names.flatMap((name) => {
    const given = own(metadata, name);
    const rules = own(policy, name);
    const value = rules === undefined ? given : applyTo(given, { name, rules });
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(applied);
}

function applyTo(
  given: unknown,
  { name, rules }: { readonly name: string; readonly rules: ParameterPolicy },
) {
  let value = name === 'scope' ? scopeList(given) : given;
  for (const operator of operators) {
    if (Object.hasOwn(rules, operator.name)) value = operator.apply(value, rules[operator.name]);
  }
  return name === 'scope' && Array.isArray(value) ? value.join(' ') : value;
}

/** What stands there by that name, whatever objects have by themselves. */
export const own = <Value>(members: Readonly<Record<string, Value>>, name: string): Value | undefined =>
  Object.hasOwn(members, name) ? members[name] : undefined;

/** Scopes are words in one text, and to policies a list (OpenID Federation §6.1.3.1). */
const scopeList = (value: unknown): unknown =>
  typeof value === 'string' ? value.split(' ').filter(Boolean) : value;

const known: ReadonlySet<string> = new Set(operators.map(({ name }) => name));

const readPolicy = (value: unknown): MetadataPolicy =>
  mapMembers(value, (parameters) => mapMembers(parameters, readParameter));

function readParameter(value: unknown, name: string): ParameterPolicy {
  if (!isJsonObject(value)) throw new PolicyError('a policy is no object');
  const rules = operators.flatMap((operator) => {
    if (!Object.hasOwn(value, operator.name)) return [];
    const set = name === 'scope' ? scopeList(value[operator.name]) : value[operator.name];
    if (!operator.takes(set)) throw new PolicyError(`${operator.name} has a value that it cannot have`);
    return [[operator.name, set] as const];
  });
  return combined(Object.fromEntries(rules));
}

/** Throws PolicyError where two operators contradict each other (OpenID Federation §6.1.3). */
function combined(rules: ParameterPolicy): ParameterPolicy {
  for (const {
    pair: [first, second],
    allows,
  } of combinations) {
    const isThere = Object.hasOwn(rules, first) && Object.hasOwn(rules, second);
    if (isThere && !allows(rules[first], rules[second]))
      throw new PolicyError(`${first} and ${second} contradict each other`);
  }
  return rules;
}

const mergeTwo = (superior: MetadataPolicy, subordinate: MetadataPolicy): MetadataPolicy =>
  mergeMembers(superior, subordinate, (ofSuperior, ofSubordinate) =>
    mergeMembers(ofSuperior, ofSubordinate, mergeParameter),
  );

const mergeParameter = (superior: ParameterPolicy, subordinate: ParameterPolicy): ParameterPolicy =>
  combined(
    Object.fromEntries(
      operators.flatMap(({ name, merge }) => {
        const [above, below] = [Object.hasOwn(superior, name), Object.hasOwn(subordinate, name)];
        if (above && below) return [[name, merge(superior[name], subordinate[name])]];
        if (above) return [[name, superior[name]]];
        return below ? [[name, subordinate[name]]] : [];
      }),
    ),
  );

type Members<Value> = Readonly<Record<string, Value>>;

function mergeMembers<Value>(
  one: Members<Value>,
  other: Members<Value>,
  merge: (one: Value, other: Value) => Value,
): Members<Value> {
  const merged = new Map(Object.entries(one));
  for (const [name, value] of Object.entries(other)) {
    const before = merged.get(name);
    merged.set(name, before === undefined ? value : merge(before, value));
  }
  return Object.fromEntries(merged);
}

function mapMembers<Value>(value: unknown, read: (value: unknown, name: string) => Value): Members<Value> {
  if (!isJsonObject(value)) throw new PolicyError('a policy is no object');
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, read(member, name)]));
}
