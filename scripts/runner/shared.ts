/** What is made once for all files of a run that need it, and told to them by an environment variable. */

/** Where it is, for the variable, and how it ends. */
type Made = { readonly value: string; stop(): Promise<void> };

export type Shared = {
  readonly variable: string;
  /** Tests that ask for it lie below these. */
  readonly users: readonly string[];
  make(): Promise<Made>;
};

/** Does the work with what several of its files need; a single file makes its own, and what is given is taken. */
export async function withShared(
  all: readonly Shared[],
  files: readonly string[],
  work: () => Promise<void>,
): Promise<void> {
  const [first, ...rest] = all;
  if (first === undefined) return work();
  const { variable, users, make } = first;
  const asking = files.filter((file) => users.some((place) => file.startsWith(place)));
  if (process.env[variable] || asking.length < 2) return withShared(rest, files, work);
  const made = await make();
  process.env[variable] = made.value;
  try {
    await withShared(rest, files, work);
  } finally {
    delete process.env[variable];
    await made.stop();
  }
}
