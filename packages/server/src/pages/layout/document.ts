/**
 * Owns the document around every page: head, assets, the way past everything to the content.
 * Never knows what a page says or how it is laid out.
 */

import { type Html, html } from '../markup/html.ts';
import { textIn } from '../text/catalogue.ts';
import { AUTO_SUBMIT } from './content-security-policy.ts';
import type { Frame } from './frame.ts';

export type HtmlDocument = {
  readonly title: string;
  /** Holds the element `#content`. */
  readonly body: Html;
  /** Submits the only form of the page as soon as it has loaded. */
  readonly onload?: 'submit';
  /** Reloads the page after so many seconds. */
  readonly reloadAfterSeconds?: number;
  /** What the page is set with besides what all are. */
  readonly stylesheet?: 'documentation';
  /** A button of the page speaks to passkeys. */
  readonly passkeys?: 'used';
};

export function htmlDocument(
  { title, body, onload, reloadAfterSeconds, stylesheet, passkeys }: HtmlDocument,
  frame: Frame,
): Html {
  const text = textIn(frame.locale);
  return html`<!doctype html>
<html lang="${frame.locale}" data-theme="${frame.theme}"${frame.shortcuts === 'off' && html` data-shortcuts="off"`}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
${reloadAfterSeconds !== undefined && html`<noscript><meta http-equiv="refresh" content="${reloadAfterSeconds}"></noscript>`}
<title>${text('page_title', { page: title, site: frame.siteName })}</title>
<link rel="icon" href="${frame.assets.icon}">
<link rel="stylesheet" href="${frame.assets.stylesheet}" nonce="${frame.nonce}">
${stylesheet !== undefined && html`<link rel="stylesheet" href="${frame.assets[stylesheet]}" nonce="${frame.nonce}">`}
${passkeys !== undefined && html`<script src="${frame.assets.passkeys}" nonce="${frame.nonce}" defer></script>`}
<script src="${frame.assets.script}" nonce="${frame.nonce}" defer></script>
</head>
${onload === 'submit' ? html`<body onload="${AUTO_SUBMIT}">` : html`<body>`}
<a class="skip" href="#content">${text('skip')}</a>
${body}
</body>
</html>
`;
}
