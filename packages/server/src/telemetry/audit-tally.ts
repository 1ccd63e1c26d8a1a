/** Failures that may come in floods, counted per source and minute (operations.md D-3). */
export type Tally<Subject> = {
  /** Counts one; the subject of the first names the row. */
  count(key: string, subject: Subject): void;
  /** Hands every count to `report` and starts anew. */
  close(): void;
};

/** A minute starts with the first failure; `most` sources are told apart in it, the rest count as one. */
export function createTally<Subject>(
  report: (subject: Subject, count: number) => void,
  { minute = 60_000, most = 1000 }: { minute?: number; most?: number } = {},
): Tally<Subject> {
  let counts = new Map<string, { readonly subject: Subject; readonly count: number }>();
  let timer: NodeJS.Timeout | null = null;

  const close = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const closed = counts;
    counts = new Map();
    for (const { subject, count } of closed.values()) report(subject, count);
  };

  return {
    count(key, subject) {
      const place = counts.has(key) || counts.size < most ? key : 'others';
      const seen = counts.get(place);
      counts.set(place, { subject: seen?.subject ?? subject, count: (seen?.count ?? 0) + 1 });
      timer ??= setTimeout(close, minute).unref();
    },
    close,
  };
}
