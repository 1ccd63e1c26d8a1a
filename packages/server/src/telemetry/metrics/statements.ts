import type { StatementWatch } from '../../database/connection.ts';
import type { CounterLabels } from './catalogue.ts';
import type { Metrics } from './metrics.ts';

/** Counts every statement by its first word. */
export const statementMetrics = (metrics: Metrics): StatementWatch => ({
  slowerThan: -1,
  notice({ sql, milliseconds, error }) {
    const operation = operationOf(sql);
    metrics.observe('database_query_duration_seconds', { operation }, milliseconds / 1000);
    if (error !== null) metrics.count('database_query_errors_total', { operation });
  },
  group: (commits) => metrics.observe('sqlite_group_commit_size', {}, commits),
});

type Operation = CounterLabels<'database_query_errors_total'>['operation'];

/** Few texts come again and again: those of statements that are compiled once. */
const mostKnown = 500;
const known = new Map<string, Operation>();

function operationOf(sql: string): Operation {
  let operation = known.get(sql);
  if (operation === undefined) {
    operation = firstWordOf(sql);
    if (known.size === mostKnown) known.clear();
    known.set(sql, operation);
  }
  return operation;
}

const operations: ReadonlySet<string> = new Set<Operation>(['select', 'insert', 'update', 'delete', 'with']);

function firstWordOf(sql: string): Operation {
  const end = sql.search(/\s/);
  const word = sql.slice(0, Math.max(0, end)).toLowerCase();
  return operations.has(word) ? (word as Operation) : 'other';
}
