import { Refusal, refused } from '../refusal/refusal.ts';
import { systemReason } from '../start/reason.ts';

export const isRefusal = (failure: unknown): failure is Error =>
  failure instanceof Error && refused in failure;

/** Of a process that ends with it. */
export const exitCodeOf = (failure: unknown): number => (failure instanceof Refusal ? failure.exitCode : 1);

/** The message, and what the operating system said where that is the reason. */
export function sentenceOf(failure: unknown): string {
  if (!(failure instanceof Error)) return 'the command failed';
  const reason = systemReason(failure.cause);
  return reason === null ? failure.message : `${failure.message}: ${reason}`;
}
