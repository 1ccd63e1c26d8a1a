/** Audit rows as RFC 4180 text that no spreadsheet takes for formulas (operations.md D-6, security.md O-2). */

import type { StoredAuditEvent } from '../store/audit-events.ts';

type Cell = string | number | null;

const columns: readonly (readonly [string, (row: StoredAuditEvent) => Cell])[] = [
  ['Event Time', (row) => new Date(Number(row.event_at_ms)).toISOString()],
  ['Event Type', (row) => row.event_type],
  ['Severity', (row) => row.severity],
  ['Actor Username', (row) => row.actor_username],
  ['Actor IP', (row) => row.actor_ip],
  ['Resource Type', (row) => row.resource_type],
  ['Resource Name', (row) => row.resource_name],
  ['Action', (row) => row.action],
  ['Success', (row) => (row.success === 1 ? 'true' : 'false')],
  ['Error Message', (row) => row.error_message],
  ['Actor User ID', (row) => row.actor_user_id],
  ['Resource ID', (row) => row.resource_id],
  ['Request ID', (row) => row.request_id],
];

const lines = 200;

/** The header line, then a few hundred lines at a time. */
export async function* csvOf(rows: AsyncIterable<StoredAuditEvent>): AsyncGenerator<string> {
  let part = lineOf(columns.map(([name]) => name));
  let held = 0;
  for await (const row of rows) {
    part += lineOf(columns.map(([, cell]) => cell(row)));
    held += 1;
    if (held === lines) {
      yield part;
      part = '';
      held = 0;
    }
  }
  if (part !== '') yield part;
}

const lineOf = (cells: readonly Cell[]): string => `${cells.map(cellOf).join(',')}\r\n`;

// What a spreadsheet would begin to calculate with
const formula = /^\s*[=+\-@\t\r]/;

export function cellOf(value: Cell): string {
  if (value === null) return '';
  const text = formula.test(String(value)) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
