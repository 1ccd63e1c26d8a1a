import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cases, catalogue, protectedCases } from '../src/index.ts';

const ids = new Set(catalogue.map(({ id }) => id));
const cited = new Set(cases.flatMap((one) => one.requirements));

/** A rule of the project, `protocol.md TC-2`: its gate looks it up where the rule is written. */
const isOfTheProject = (id: string): boolean => /^[a-z-]+\.md /.test(id);

describe('catalogue', () => {
  it('has each id once', () => {
    assert.equal(ids.size, catalogue.length);
  });

  it('knows every section of a specification that a case names', () => {
    const named = [...cited, ...protectedCases.flatMap((one) => one.requirements)];
    assert.deepEqual(
      named.filter((id) => !isOfTheProject(id) && !ids.has(id)),
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
