/** Owns ids, addresses and codes that people take along, each with its button to copy. product A-5 */
import { type Html, html } from '../markup/html.ts';
import type { Text } from '../text/catalogue.ts';

/** `id` sets it apart from others on the page; the button is there where the script runs. */
export const copyable = (id: string, value: string, text: Text): Html =>
  html`<span class="copyable"><code id="${id}">${value}</code> ${copyButton(id, text)}</span>`;

/** The same for several lines. */
export const copyableBlock = (id: string, value: string, text: Text): Html =>
  html`<div class="copyable-block"><pre><code id="${id}">${value}</code></pre>${copyButton(id, text)}</div>`;

export const copyButton = (id: string, text: Text): Html =>
  html`<button class="copy" type="button" data-copy="${id}" data-copied="${text('copied')}" hidden>${text('copy')}</button>`;
