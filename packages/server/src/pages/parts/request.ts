/** Owns what pages have that are about a request to a person (CIBA §8). */
import { type Html, html } from '../markup/html.ts';
import type { Text } from '../text/catalogue.ts';

/** Where they are decided about. */
export const requestsPath = '/account/requests';

/** What the person compares with what the application shows. */
export const messageBox = (message: string | null, text: Text): Html =>
  message === null
    ? html`<p class="quiet">${text('requests_no_message')}</p>`
    : html`<div class="compare"><p class="quiet">${text('requests_message')}</p><p class="message">${message}</p></div>`;
