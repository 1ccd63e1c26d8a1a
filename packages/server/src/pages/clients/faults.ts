/** Owns how a fault of a field is told: its code in the words of the page (product.md N-1). */
import { type Fragment, html } from '../markup/html.ts';
import type { Text, TextKey } from '../text/catalogue.ts';

type Codes<Key> = Key extends `fault_${infer Code}` ? Code : never;

/** Every fault that pages have words for. */
export type FaultCode = Exclude<Codes<TextKey>, 'in_line' | 'other'>;

export type ClientFieldFault =
  | {
      readonly code: FaultCode;
      readonly values?: Readonly<Record<string, string | number>>;
      /** Which of several lines, from 1. */
      readonly line?: number;
      /** The member, where no field shows it. */
      readonly member?: string;
    }
  /** What has no code: the sentence that programs are told, in English. */
  | { readonly code: 'other'; readonly rule: string };

/** The places of all these words; which of them a fault fills comes with its code. */
const unfilled = { allowed: '', lowest: '', method: '', most: '', name: '' };

export function faultText(fault: ClientFieldFault, text: Text): Fragment {
  if (fault.code === 'other') {
    return text.rich('fault_other', { rule: html`<span lang="en">${fault.rule}</span>` });
  }
  const rule = text(`fault_${fault.code}`, { ...unfilled, ...fault.values });
  const { member, line } = fault;
  const named = member === undefined ? rule : html`<code>${member}</code>: ${rule}`;
  return line === undefined ? named : text.rich('fault_in_line', { line, rule: named });
}
