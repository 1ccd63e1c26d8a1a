/**
 * Owns the page with one centred card: brand, landmarks.
 * Never knows what a page says.
 */

import { type Fragment, type Html, html } from '../markup/html.ts';
import { siteMark } from '../markup/icons.ts';
import { textIn } from '../text/catalogue.ts';
import { htmlDocument } from './document.ts';
import type { Frame } from './frame.ts';
import { switches } from './switches.ts';

export type Page = {
  readonly title: string;
  readonly content: Fragment;
  /** The card is 420 px wide, or 480 px where people decide about access (product L-5). */
  readonly width?: 'narrow' | 'wide';
  /** Submits the only form of the page as soon as it has loaded. */
  readonly onload?: 'submit';
  /** Reloads the page after so many seconds. */
  readonly reloadAfterSeconds?: number;
  /** A button of the page speaks to passkeys. */
  readonly passkeys?: 'used';
};

/** One centred card under the name of the site. */
export function layout(page: Page, frame: Frame): Html {
  const body = html`<div class="stage">
<header class="brand">${siteMark(frame.assets)}<span>${frame.siteName}</span></header>
<main id="content" class="card ${page.width ?? 'narrow'}" tabindex="-1"${page.reloadAfterSeconds !== undefined && html` data-reload-after="${page.reloadAfterSeconds}"`}>
${page.content}
</main>
${page.onload === undefined && foot(frame)}
</div>`;
  return htmlDocument({ ...page, body }, frame);
}

/** Where the page can be asked for again, and so left for a while. */
function foot(frame: Frame): Html | false {
  const shown = switches(frame);
  return (
    shown !== false &&
    html`<footer class="foot">${shown}<a class="foot-link" href="/docs">${textIn(frame.locale)('docs_title')}</a></footer>`
  );
}
