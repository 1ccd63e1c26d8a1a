/** Owns what a list says while there is nothing in it. product A-2 */
import { type Fragment, type Html, html } from '../markup/html.ts';

export type EmptyWords = {
  readonly title: string;
  readonly sentence: string;
  /** The first thing to do. */
  readonly action?: Fragment;
};

export function emptyState(icon: Html, { title, sentence, action }: EmptyWords): Html {
  return html`<div class="panel empty"><span class="medal neutral">${icon}</span><h2>${title}</h2><p class="quiet">${sentence}</p>${action}</div>`;
}
