/** Owns both versions of what two people edited at once: what is stored now, and what was entered. product A-8 */
import { type Fragment, type Html, html } from '../markup/html.ts';
import type { Text } from '../text/catalogue.ts';
import type { Option } from './field.ts';

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
  /** What the form calls a field; null: it does not have it. */
  readonly labelOf: (name: string) => Fragment | null;
  /** The words of a value that is chosen from several; absent: all are shown as they are. */
  readonly choices?: Readonly<Record<string, readonly Option[]>>;
};

/** The same of fields, as the form calls them. */
export function conflictOfValues(
  { stored, entered, caption, labelOf, choices = {} }: DifferingValues,
  text: Text,
): Html | false {
  const shown = (name: string, value = ''): Html => {
    if (value === '') return html`–`;
    const words = choices[name]?.find((option) => option.value === value)?.label;
    return words === undefined
      ? html`<code${value.includes('\n') && html` class="lines"`}>${value}</code>`
      : html`${words}`;
  };
  const rows = [...new Set([...Object.keys(stored), ...Object.keys(entered)])]
    .filter((name) => stored[name] !== entered[name])
    .flatMap((name) => {
      const label = labelOf(name);
      return label === null
        ? []
        : [{ label, stored: shown(name, stored[name]), entered: shown(name, entered[name]) }];
    });
  return conflictTable(rows, caption, text);
}
