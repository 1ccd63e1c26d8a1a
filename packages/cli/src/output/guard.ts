/** The last look at what is printed: of all controls, a terminal gets line breaks and our own colours only. */

import { coloured, type Style } from './style.ts';

const acting = /\p{Cc}\[(?:1|22|3[1236]|39|90)m|[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;

/** The text as it may be written; whatever else would move the cursor or change colours is shown as `�`. */
export const guarded = (text: string, style: Style): string =>
  text.replaceAll(acting, (found) => (isOurs(found, style) ? found : found.replace(/^./su, '\ufffd')));

const isOurs = (found: string, style: Style): boolean =>
  found === '\n' || (found.length > 1 && found.startsWith('\u001b') && style === coloured);
