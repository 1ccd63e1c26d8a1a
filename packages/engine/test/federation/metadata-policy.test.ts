import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { applyPolicy, mergePolicies, type TypeMetadata } from '../../src/federation/metadata-policy.ts';
import { PolicyError } from '../../src/federation/policy-operators.ts';

type Rules = Readonly<Record<string, unknown>>;

const stated = (rules: Rules, critical: readonly string[] = []) => ({
  policy: { rp: { p: rules } },
  critical,
});
/** What becomes of the parameter `p` under one policy after the other, from the top. */
function resolve(given: unknown, ...policies: readonly Rules[]): unknown {
  const merged = mergePolicies(policies.map((rules) => stated(rules)));
  const metadata: TypeMetadata = given === undefined ? {} : { p: given };
  return applyPolicy(metadata, merged['rp'] ?? {})['p'];
}
const refuses = (given: unknown, ...policies: readonly Rules[]) =>
  assert.throws(() => resolve(given, ...policies), PolicyError, JSON.stringify([given, policies]));

describe('a metadata policy', () => {
  it('applies each operator — OpenID Federation §6.1.3.1, federation-vci-authlete.md FED-8', () => {
    assert.equal(resolve('a', { value: 'b' }), 'b');
    assert.equal(resolve('a', { value: null }), undefined);
    assert.deepEqual(resolve(undefined, { add: ['x'] }), ['x']);
    assert.deepEqual(resolve(['a'], { add: ['a', 'x'] }), ['a', 'x']);
    assert.equal(resolve(undefined, { default: 'd' }), 'd');
    assert.equal(resolve('a', { default: 'd' }), 'a');
    assert.equal(resolve('a', { one_of: ['a', 'b'] }), 'a');
    assert.equal(resolve(undefined, { one_of: ['a'] }), undefined);
    assert.deepEqual(resolve(['a', 'e'], { subset_of: ['a', 'b'] }), ['a']);
    assert.deepEqual(resolve(['a', 'b'], { superset_of: ['a'] }), ['a', 'b']);
    assert.equal(resolve('a', { essential: true }), 'a');
    assert.equal(resolve(undefined, { essential: false }), undefined);
  });

  it('refuses what breaks it — federation-vci-authlete.md FED-8', () => {
    refuses('c', { one_of: ['a', 'b'] });
    refuses(['d'], { subset_of: ['a', 'b'] });
    refuses(['a'], { superset_of: ['a', 'b'] });
    refuses(undefined, { essential: true });
    refuses('text', { add: ['x'] });
    refuses('text', { subset_of: ['text'] });
  });

  it('applies them in their order, and scope as a list — federation-vci-authlete.md FED-8', () => {
    assert.deepEqual(resolve(undefined, { superset_of: ['d'], subset_of: ['d', 'x'], default: ['d'] }), [
      'd',
    ]);
    assert.deepEqual(resolve(['z'], { value: ['a'], add: ['a'], subset_of: ['a'] }), ['a']);
    const policy = mergePolicies([
      { policy: { rp: { scope: { subset_of: ['openid', 'email'], default: 'openid' } } }, critical: [] },
    ]);
    assert.deepEqual(applyPolicy({ scope: 'openid profile email' }, policy['rp'] ?? {}), {
      scope: 'openid email',
    });
    assert.deepEqual(applyPolicy({}, policy['rp'] ?? {}), { scope: 'openid' });
  });

  it('merges so that nothing gets looser — federation-vci-authlete.md FED-8', () => {
    assert.deepEqual(resolve(['a', 'b', 'c'], { subset_of: ['a', 'b'] }, { subset_of: ['b', 'c'] }), ['b']);
    assert.deepEqual(resolve(undefined, { add: ['a'] }, { add: ['b'] }), ['a', 'b']);
    refuses(['a'], { superset_of: ['a'] }, { superset_of: ['b'] });
    refuses('b', { one_of: ['a', 'b'] }, { one_of: ['a', 'c'] });
    refuses('a', { one_of: ['a'] }, { one_of: ['b'] });
    refuses('a', { value: 'a' }, { value: 'b' });
    refuses(undefined, { default: 'a' }, { default: 'b' });
    refuses(undefined, { essential: true }, { essential: false });
    assert.equal(resolve('a', { value: 'a' }, { value: 'a' }), 'a');
  });

  it('refuses operators that contradict each other, also once they are merged', () => {
    const pairs: readonly Rules[] = [
      { value: ['a'], add: ['b'] },
      { value: null, default: 'a' },
      { value: 'c', one_of: ['a'] },
      { value: ['c'], subset_of: ['a'] },
      { value: ['c'], superset_of: ['a'] },
      { value: null, essential: true },
      { add: ['a'], one_of: ['a'] },
      { add: ['b'], subset_of: ['a'] },
      { one_of: ['a'], subset_of: ['a'] },
      { one_of: ['a'], superset_of: ['a'] },
      { subset_of: ['a'], superset_of: ['b'] },
    ];
    for (const rules of pairs) {
      refuses(['a'], rules);
      const [first, second] = Object.entries(rules);
      assert.ok(first && second);
      refuses(['a'], Object.fromEntries([first]), Object.fromEntries([second]));
    }
  });

  it('refuses values no operator can have', () => {
    for (const rules of [
      { add: 'a' },
      { one_of: [] },
      { subset_of: [null] },
      { essential: 'yes' },
      { default: null },
      { value: {} },
    ])
      refuses('a', rules);
    for (const policy of [[], 'x', { rp: [] }, { rp: { p: 'x' } }])
      assert.throws(() => mergePolicies([{ policy, critical: [] }]), PolicyError);
  });

  it('passes over operators nobody knows, unless they are critical — federation-vci-authlete.md FED-8', () => {
    assert.equal(resolve('a', { regexp: '^b$' }), 'a');
    assert.throws(() => mergePolicies([stated({}, ['regexp'])]), PolicyError);
    assert.throws(() => mergePolicies([{ policy: undefined, critical: ['regexp'] }]), PolicyError);
    assert.doesNotThrow(() => mergePolicies([stated({ one_of: ['a'] }, ['one_of'])]));
  });

  it('takes no name for one that objects have by themselves', () => {
    const policy = JSON.parse('{"rp":{"__proto__":{"default":"x"},"constructor":{"essential":false}}}');
    const merged = mergePolicies([{ policy, critical: [] }]);
    const applied = applyPolicy({}, merged['rp'] ?? {});
    assert.deepEqual(Object.keys(applied), ['__proto__']);
  });
});

const letter = fc.constantFrom('a', 'b', 'c', 'd');
const letters = fc.uniqueArray(letter, { maxLength: 4 });
const listRules = fc.record(
  {
    value: letters,
    add: letters,
    default: letters,
    subset_of: letters,
    superset_of: letters,
    essential: fc.boolean(),
  },
  { requiredKeys: [] },
);
const scalarRules = fc.record(
  {
    value: fc.option(letter),
    default: letter,
    one_of: fc.uniqueArray(letter, { minLength: 1, maxLength: 4 }),
    essential: fc.boolean(),
  },
  { requiredKeys: [] },
);

type Outcome = { readonly kind: 'broken' } | { readonly kind: 'value'; readonly value: unknown };

function outcomeOf(given: unknown, ...policies: readonly Rules[]): Outcome {
  try {
    return { kind: 'value', value: resolve(given, ...policies) };
  } catch (error) {
    if (error instanceof PolicyError) return { kind: 'broken' };
    throw error;
  }
}

/** Whether the value is within the rules that look at values. */
function isWithin(value: unknown, rules: Rules): boolean {
  const has = (name: string) => Object.hasOwn(rules, name);
  const of = (name: string) => rules[name] as readonly unknown[];
  if (has('essential') && rules['essential'] === true && value === undefined) return false;
  if (value === undefined) return true;
  if (has('one_of') && !of('one_of').includes(value)) return false;
  const list = value as readonly unknown[];
  if (has('subset_of') && !list.every((member) => of('subset_of').includes(member))) return false;
  return !has('superset_of') || of('superset_of').every((member) => list.includes(member));
}

const sorted = (outcome: Outcome): Outcome =>
  outcome.kind === 'value' && Array.isArray(outcome.value)
    ? { ...outcome, value: [...outcome.value].sort() }
    : outcome;

describe('metadata policies of any kind', () => {
  for (const [name, rules, given] of [
    ['of lists', listRules, fc.option(letters, { nil: undefined })],
    ['of texts', scalarRules, fc.option(letter, { nil: undefined })],
  ] as const) {
    it(`${name}: what comes out is within every policy of the chain — federation-vci-authlete.md FED-8`, () => {
      fc.assert(
        fc.property(given, rules, rules, (value, above, below) => {
          const outcome = outcomeOf(value, above, below);
          if (outcome.kind === 'broken') return;
          assert.ok(isWithin(outcome.value, above) && isWithin(outcome.value, below));
        }),
      );
    });

    it(`${name}: a policy merged with itself is that policy`, () => {
      fc.assert(
        fc.property(given, rules, (value, one) => {
          assert.deepEqual(sorted(outcomeOf(value, one, one)), sorted(outcomeOf(value, one)));
        }),
      );
    });

    it(`${name}: the order of two of them does not change what comes out`, () => {
      fc.assert(
        fc.property(given, rules, rules, (value, one, other) => {
          assert.deepEqual(sorted(outcomeOf(value, one, other)), sorted(outcomeOf(value, other, one)));
        }),
      );
    });

    it(`${name}: what was applied can be applied again`, () => {
      fc.assert(
        fc.property(given, rules, (value, one) => {
          const once = outcomeOf(value, one);
          if (once.kind === 'value') assert.deepEqual(sorted(outcomeOf(once.value, one)), sorted(once));
        }),
      );
    });
  }
});
