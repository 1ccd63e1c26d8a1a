import { type Fragment, html } from '../markup/html.ts';

/** What programs call things, one beside the other; a dash where there is none. */
export const namesOf = (names: readonly string[]): Fragment =>
  names.length === 0
    ? '–'
    : html`<span class="scopes">${names.map((name) => html`<code>${name}</code> `)}</span>`;
