import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cases, catalogue, findRequirement, protectedCases } from '../src/index.ts';

const cited = new Set(cases.flatMap((one) => one.requirements));

describe('catalogue', () => {
  it('has each id once', () => {
    assert.equal(new Set(catalogue.map((requirement) => requirement.id)).size, catalogue.length);
  });

  it('knows every requirement that a case names', () => {
    const named = [...cited, ...protectedCases.flatMap((one) => one.requirements)];
    assert.deepEqual(
      named.filter((id) => findRequirement(id) === undefined),
      [],
    );
  });

  it('has a case for every MUST that cases prove', () => {
    const bare = catalogue.filter(
      ({ id, level, proof }) => proof === 'case' && level === 'MUST' && !cited.has(id),
    );
    assert.deepEqual(
      bare.map((requirement) => requirement.id),
      [],
    );
  });

  it('leaves to package tests only what no case proves', () => {
    const proved = catalogue.filter(({ id, proof }) => proof === 'package tests' && cited.has(id));
    assert.deepEqual(
      proved.map((requirement) => requirement.id),
      [],
    );
  });

  it('finds a requirement by each name of its specification', () => {
    assert.equal(findRequirement('OpenID Connect Core §5.5')?.id, 'Core §5.5');
    assert.equal(findRequirement('RFC 7636 §4.6.')?.id, 'RFC 7636 §4.6');
    assert.equal(findRequirement('protocol.md AZ-1')?.section, 'AZ-1');
    assert.equal(findRequirement('RFC 6749 §99'), undefined);
  });
});

describe('cases', () => {
  it('have unique names', () => {
    const names = [...cases, ...protectedCases].map((one) => one.name);
    assert.deepEqual(
      names.filter((name, index) => names.indexOf(name) !== index),
      [],
    );
  });
});
