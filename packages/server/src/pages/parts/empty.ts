/** Owns what a list says while there is nothing in it. product A-2 */
import { type Fragment, type Html, html } from '../markup/html.ts';

export function emptyState(icon: Html, title: string, sentence: string, action?: Fragment): Html {
  return html`<div class="panel empty"><span class="medal neutral">${icon}</span><h2>${title}</h2><p class="quiet">${sentence}</p>${action}</div>`;
}
