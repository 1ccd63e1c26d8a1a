import { getSystemErrorMessage } from 'node:util';

/** What the operating system said, such as "permission denied"; null when it was not the one to fail. */
export function systemReason(failure: unknown): string | null {
  if (failure instanceof AggregateError) return systemReason(failure.errors[0]);
  if (!(failure instanceof Error) || !('errno' in failure) || typeof failure.errno !== 'number') return null;
  return getSystemErrorMessage(failure.errno) ?? null;
}

/** Why it failed at the bottom, in one line. */
export function reasonOf(failure: unknown): string {
  if (!(failure instanceof Error)) return 'for no reason that is known';
  const { cause } = failure;
  if (cause instanceof Error) return reasonOf(cause);
  return systemReason(failure) ?? failure.message.split('\n', 1)[0] ?? failure.name;
}
