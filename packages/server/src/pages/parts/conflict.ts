/** Owns both versions of what two people edited at once: what is stored now, and what was entered. product A-8 */
import { type Fragment, type Html, html } from '../markup/html.ts';
import type { Text } from '../text/catalogue.ts';

export type Differing = {
  readonly label: Fragment;
  readonly stored: Fragment;
  readonly entered: Fragment;
};

/** Nothing where both say the same. */
export const conflictTable = (rows: readonly Differing[], caption: string, text: Text): Html | false =>
  rows.length > 0 &&
  html`<div class="panel listing"><table class="list"><caption class="visually-hidden">${caption}</caption>
<thead><tr><th scope="col">${text('conflict_field')}</th><th scope="col">${text('conflict_stored')}</th><th scope="col">${text('conflict_yours')}</th></tr></thead>
<tbody>${rows.map(
    ({ label, stored, entered }) => html`<tr><th scope="row">${label}</th>
<td data-label="${text('conflict_stored')}">${stored}</td>
<td data-label="${text('conflict_yours')}">${entered}</td></tr>`,
  )}</tbody></table></div>`;

export type DifferingValues = {
  readonly stored: Readonly<Record<string, string>>;
  readonly entered: Readonly<Record<string, string>>;
  readonly caption: string;
  /** A field that the form does not have. */
  readonly except?: string;
};

/** The same of fields by their names. */
export function conflictOfValues(
  { stored, entered, caption, except }: DifferingValues,
  text: Text,
): Html | false {
  const shown = (value = ''): Html => (value === '' ? html`–` : html`<code>${value}</code>`);
  const rows = [...new Set([...Object.keys(stored), ...Object.keys(entered)])]
    .filter((name) => name !== except && stored[name] !== entered[name])
    .map((name) => ({
      label: html`<code>${name}</code>`,
      stored: shown(stored[name]),
      entered: shown(entered[name]),
    }));
  return conflictTable(rows, caption, text);
}
