/** What was used, remembered and noted together a little later: once an hour each, however often it is used. */

import type { Epoch } from '@grantor/protocol';

export type HourlyNotes<Subject> = {
  /** Of what was noted within the hour, nothing is remembered. */
  saw(subject: Subject, at: Epoch): void;
  /** Writes down what was seen since. */
  note(): Promise<void>;
};

/** In seconds. */
const spacing = 3600;
/** More than these are not remembered: the next use of one counts. */
const capacity = 1000;
const mostNoted = 10_000;

/** `write`: in a few statements, however many there are; `at`: a second in which all of them had been used. */
export function createHourlyNotes<Subject>(
  keyOf: (subject: Subject) => string,
  write: (subjects: readonly Subject[], at: Epoch) => Promise<void>,
): HourlyNotes<Subject> {
  const noted = new Map<string, Epoch>();
  const seen = new Map<string, { readonly subject: Subject; readonly at: Epoch }>();
  return {
    saw(subject, at) {
      const key = keyOf(subject);
      if (seen.size >= capacity) return;
      if ((noted.get(key) ?? 0) + spacing <= at) seen.set(key, { subject, at });
    },
    async note() {
      const uses = [...seen];
      const first = uses[0]?.[1].at;
      seen.clear();
      if (noted.size + uses.length > mostNoted) noted.clear();
      if (first === undefined) return;
      const at = uses.reduce((earliest, [, use]) => (use.at < earliest ? use.at : earliest), first);
      await write(
        uses.map(([, { subject }]) => subject),
        at,
      );
      for (const [key, use] of uses) noted.set(key, use.at);
    },
  };
}
