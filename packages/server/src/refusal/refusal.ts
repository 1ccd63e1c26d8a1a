/**
 * A start or a command fails for a reason outside the program. What says so knows it by itself: whoever tells the
 * operator loads none of the parts that might have.
 */

/** In every such failure, whatever else it is. */
export const refused = Symbol('refused');

/** Its message is a whole sentence that names what to change: where in the program it arose helps nobody. */
export class Refusal extends Error {
  readonly [refused] = true;
  /** Of the process (sysexits(3)). */
  readonly exitCode: number = 1;
}
