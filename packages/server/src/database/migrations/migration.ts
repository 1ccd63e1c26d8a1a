/** One step of the schema. */
export type Migration = {
  readonly id: number;
  /**
   * Portable SQL; `{keyed}` stands for what a table with a random text key ends in, `{bytes}` for the order of an
   * indexed text, `{json column member}` for the text of a member. `{where keyed}` begins a statement that only a
   * database needs whose keyed tables lie in the order of their key. `{revised table key}` and `{noted table}` stand for
   * what gives a row, and all policies together, another revision with each write (`Dialect`).
   */
  readonly statements: readonly string[];
};
