import { causesOf, Failure, failureIn, type Technical } from '../errors/failure.ts';
import { clean } from '../untrusted/clean.ts';
import { formatJson } from '../untrusted/json.ts';
import type { Output } from './output.ts';
import type { Style } from './style.ts';

/** What a person reads: what happened, why, what to do; then in grey what a specialist asks for (cli.md §5). */
export function describeFailure(failure: Failure, style: Style): string {
  if (failure.ending === 'interrupted') return style.grey(failure.message);
  const technical = describeTechnical(failure.technical);
  return [
    `${style.red('✗')} ${style.bold(failure.message)}`,
    ...failure.why.map((line) => `  ${line}`),
    ...failure.remedy.map((line) => `  ${line}`),
    ...(technical === '' ? [] : [style.grey(`  ${technical}`)]),
  ].join('\n');
}

function describeTechnical({ code, status, correlationId }: Technical): string {
  return [
    code === undefined ? '' : `error ${clean(code)}`,
    status === undefined ? '' : `HTTP ${status}`,
    correlationId === undefined ? '' : `correlation id ${clean(correlationId)}`,
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

/** The same for programs (`--json`). */
export const failureJson = (failure: Failure): unknown => ({
  error: {
    kind: failure.ending,
    message: failure.message,
    reason: failure.why.join(' ') || null,
    remedy: failure.remedy.join(' ') || null,
    code: failure.technical.code ?? null,
    status: failure.technical.status ?? null,
    correlation_id: failure.technical.correlationId ?? null,
  },
});

/** Any error as a failure: a bug is one that the person cannot have caused. */
export function asFailure(error: unknown): Failure {
  const known = failureIn(error);
  if (known !== null) return known;
  const message = error instanceof Error ? error.message : String(error);
  return new Failure('failed', {
    what: 'Something went wrong inside grantor.',
    why: [clean(message)],
    remedy: ['Run the command again with --verbose and report what it prints.'],
    cause: error,
  });
}

/** Prints how the run failed to stderr; stack traces with `--verbose` only. */
export function presentFailure(failure: Failure, output: Output): void {
  output.tell(output.isJson ? formatJson(failureJson(failure)) : describeFailure(failure, output.style));
  if (!output.isVerbose || failure.ending === 'interrupted') return;
  for (const cause of causesOf(failure)) {
    if (cause instanceof Error) output.detail(cause.stack ?? cause.message);
  }
}
