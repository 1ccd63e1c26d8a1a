import type { Style } from './style.ts';

export type Row = readonly [label: string, value: string | undefined];

/** Labels and values below each other, indented; rows without a value are left out. */
export function formatRows(rows: readonly Row[], style: Style): string {
  const shown = rows.filter(([, value]) => value !== undefined && value !== '');
  const width = Math.max(0, ...shown.map(([label]) => label.length));
  return shown
    .map(([label, value = '']) => `  ${style.grey(flat(label).padEnd(width))}  ${flat(value)}`)
    .join('\n');
}

/** Columns under their names, each as wide as its longest cell; the last one is as long as it is. */
export function formatTable(
  names: readonly string[],
  rows: readonly (readonly string[])[],
  style: Style,
): string {
  const widths = names.map((name, index) =>
    Math.max(name.length, ...rows.map((row) => flat(row[index] ?? '').length)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, index) => flat(cell).padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd();
  return [style.grey(line(names)), ...rows.map(line)].join('\n');
}

/** A row is one line, whatever is in it. */
const flat = (text: string): string => text.replaceAll(/[\r\n]+/g, ' ');

/** Two columns, as help texts have them; the first is at most 30 wide, longer entries get a line of their own. */
export function formatColumns(rows: readonly (readonly [string, string])[]): string {
  const width = Math.min(30, Math.max(0, ...rows.map(([left]) => left.length)));
  return rows
    .map(([left, right]) =>
      left.length > width
        ? `  ${left}\n  ${' '.repeat(width)}  ${right}`
        : `  ${left.padEnd(width)}  ${right}`,
    )
    .join('\n');
}
