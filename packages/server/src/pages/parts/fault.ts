/** Owns what is said about a value of a field that cannot be taken. product S-1 */
import type { PlainKey, Text } from '../text/catalogue.ts';

export type FieldFault = Extract<PlainKey, `problem_${string}`> | { readonly tooShort: number };

export const faultWords = (fault: FieldFault, text: Text): string =>
  typeof fault === 'string' ? text(fault) : text('problem_too_short', { count: fault.tooShort });
