/**
 * Owns the document around every page: head, brand, landmarks.
 * Never knows what a page says.
 */
import { AUTO_SUBMIT } from './content-security-policy.ts';
import type { Frame } from './frame.ts';
import { type Fragment, type Html, html } from './html.ts';
import { siteMark } from './icons.ts';
import { textIn } from './text/catalogue.ts';

export type Page = {
  readonly title: string;
  readonly content: Fragment;
  /** The card is 420 px wide, or 480 px where people decide about access (product L-5). */
  readonly width?: 'narrow' | 'wide';
  /** Submits the only form of the page as soon as it has loaded. */
  readonly onload?: 'submit';
  /** Reloads the page after so many seconds. */
  readonly reloadAfterSeconds?: number;
};

/** One centred card under the name of the site. */
export function layout(page: Page, frame: Frame): Html {
  const text = textIn(frame.locale);
  const title = text('page_title', { page: page.title, site: frame.siteName });
  return html`<!doctype html>
<html lang="${frame.locale}" data-theme="${frame.theme}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
${page.reloadAfterSeconds !== undefined && html`<noscript><meta http-equiv="refresh" content="${page.reloadAfterSeconds}"></noscript>`}
<title>${title}</title>
<link rel="icon" type="image/svg+xml" href="${frame.assets.icon}">
<link rel="stylesheet" href="${frame.assets.stylesheet}">
<script src="${frame.assets.script}" nonce="${frame.nonce}" defer></script>
</head>
${page.onload === 'submit' ? html`<body onload="${AUTO_SUBMIT}">` : html`<body>`}
<a class="skip" href="#content">${text('skip')}</a>
<div class="stage">
<header class="brand">${siteMark}<span>${frame.siteName}</span></header>
<main id="content" class="card ${page.width ?? 'narrow'}" tabindex="-1"${page.reloadAfterSeconds !== undefined && html` data-reload-after="${page.reloadAfterSeconds}"`}>
${page.content}
</main>
</div>
</body>
</html>
`;
}
