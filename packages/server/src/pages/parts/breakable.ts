/** Owns where names without spaces may go on in the next line: addresses, identifiers, scopes. */
import { type Fragment, html } from '../markup/html.ts';

/** A word that is longer is taken apart; shorter ones fit wherever they stand. */
const longWord = /(\S{17,})/;
const behindSigns = /(?<=[/.:@_&=?-])(?=[^/.:@_&=?-])/;

/** The same text, which a line may break after the dots, slashes and other signs of long words; without signs it breaks anywhere. */
export const breakable = (value: string): Fragment =>
  longWord.test(value) ? html`${value.split(longWord).map(parts)}` : value;

const parts = (text: string): Fragment =>
  longWord.test(text)
    ? html`${text.split(behindSigns).map((part, index) => html`${index > 0 && html`<wbr>`}${part}`)}`
    : text;
