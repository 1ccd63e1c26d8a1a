/** Owns how much hangs on a client, in words. */

import type { ConsoleFrame } from '../console/layout.ts';
import type { Total } from '../console/list.ts';
import { textIn } from '../text/catalogue.ts';
import { numberFormat } from '../text/formats.ts';

export type Counts = { readonly authorizations: Total; readonly sessions: Total };

export function countWords({ authorizations, sessions }: Counts, frame: ConsoleFrame): string {
  const text = textIn(frame.locale);
  return text('client_counts', {
    authorizations: totalWords(authorizations, frame),
    sessions: totalWords(sessions, frame),
  });
}

/** Exactly, or “more than” (product.md A-2). */
export function totalWords({ count, exact }: Total, frame: ConsoleFrame): string {
  const number = numberFormat(frame.locale).format(count);
  return exact ? number : textIn(frame.locale)('more_than', { count: number });
}
