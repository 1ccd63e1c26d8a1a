import type { FaultValues } from '@grantor/engine';
import { type Fault, type SettingFault, settingSentence } from './faults.ts';

/**
 * Something in the bootstrap file: where, as in `clients[2].redirect_uris[0]`, and what (operations.md K-6); `fault`:
 * the same as a code, where pages have words for it.
 */
export type Finding = { readonly at: string; readonly message: string; readonly fault?: Fault };

/** The fault at this place, with its sentence. */
export const findingAt = (at: string, code: SettingFault, values: FaultValues = {}): Finding => ({
  at,
  message: settingSentence(code, values),
  fault: { code, values },
});

/** The same, with where it stands in the text, both counted from 1; null: it cannot be told. */
export type LocatedFinding = Finding & { readonly spot: Spot | null };

export type Spot = { readonly line: number; readonly column: number };

/** The place as a path from the root of the file. */
export function place(path: readonly PropertyKey[]): string {
  return path.reduce<string>((whole, step) => {
    if (typeof step === 'number') return `${whole}[${step}]`;
    const name = String(step);
    if (!/^[A-Za-z_][A-Za-z0-9_-]*$/.test(name)) return `${whole}[${JSON.stringify(name)}]`;
    return whole === '' ? name : `${whole}.${name}`;
  }, '');
}

/** One finding per line. */
export const formatFindings = (findings: readonly Finding[]): string => findings.map(sentence).join('\n');

/** The same as editors and terminals open it, `file:line:column: …`, from the top of the file to its end. */
export const formatLocated = (file: string, findings: readonly LocatedFinding[]): string =>
  findings
    .toSorted((one, other) => compare(one.spot ?? top, other.spot ?? top))
    .map(({ spot, ...finding }) => {
      const where = spot === null ? file : `${file}:${spot.line}:${spot.column}`;
      return `${where}: ${sentence(finding)}`;
    })
    .join('\n');

const top: Spot = { line: 1, column: 1 };
const compare = (one: Spot, other: Spot): number => one.line - other.line || one.column - other.column;

const sentence = ({ at, message }: Finding): string => (at === '' ? message : `${at}: ${message}`);
