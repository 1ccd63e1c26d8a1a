// What a requirement of a specification looks like in the catalogue.

export type Level = 'MUST' | 'SHOULD' | 'MAY';

/** Who shows that a requirement holds: a case of this suite, or the tests of the package that cites it. */
export type Proof = 'case' | 'package tests';

export interface Requirement {
  /** The citation as it stands in code: specification, space, section. */
  readonly id: string;
  readonly spec: string;
  readonly section: string;
  readonly level: Level;
  readonly statement: string;
  readonly proof: Proof;
}

export type Row = readonly [section: string, level: Level, statement: string];

/** The requirements of one specification. */
export function specification(
  spec: string,
  rows: readonly Row[],
  proof: Proof = 'case',
): readonly Requirement[] {
  return rows.map(([section, level, statement]) => ({
    id: `${spec} §${section}`,
    spec,
    section,
    level,
    statement,
    proof,
  }));
}
