import type { ErrorCode } from '@grantor/protocol';
import type { Observer } from '../ports/observer.ts';
import type { AuthorizeOutcome } from '../requests/outcome.ts';

/** Tells of each authorization request that came to its end; one that still waits for its person has not. */
export async function tellingOutcome(
  observer: Observer,
  work: Promise<AuthorizeOutcome>,
): Promise<AuthorizeOutcome> {
  const outcome = await work;
  const result = resultOf(outcome);
  if (result !== null) observer.observe({ kind: 'request_answered', endpoint: 'authorization', result });
  return outcome;
}

function resultOf(outcome: AuthorizeOutcome): 'ok' | ErrorCode | null {
  switch (outcome.kind) {
    case 'answer':
      return outcome.refusal?.code ?? 'ok';
    case 'caution':
    case 'refuse':
      return outcome.error.code;
    case 'interact':
    case 'continue':
      return null;
  }
}
