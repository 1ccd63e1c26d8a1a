/** How often workers may die, and how soon they are replaced (operations.md Z-1). */

const minute = 60_000;
const endsAll = 5;
const firstPause = 100;

/** `after` in ms. */
export type Verdict = { readonly kind: 'restart'; readonly after: number } | { readonly kind: 'give_up' };

/** Told of each death at its time, in ms; pauses double with every death of the last minute, and the fifth ends all. */
export function createDeaths(): (at: number) => Verdict {
  let times: readonly number[] = [];
  return (at) => {
    times = [...times.filter((time) => time > at - minute), at];
    if (times.length >= endsAll) return { kind: 'give_up' };
    return { kind: 'restart', after: firstPause * 2 ** (times.length - 1) };
  };
}
