/** One step of the schema. */
export type Migration = {
  readonly id: number;
  /** Portable SQL; `{keyed}` stands for what a table with a random text key ends in. */
  readonly statements: readonly string[];
};
