/** Owns how authorization details are shown: every value of every object, and what of it is allowed (advanced.md RAR-3). */
import { type Html, html } from '../markup/html.ts';
import { icons } from '../markup/icons.ts';
import type { Locale, Text } from '../text/catalogue.ts';
import { tick } from './field.ts';

/** In the language that was meant first, and in others by tag. */
/** Words for people, and the same in other languages. */
export type Worded = { readonly text: string; readonly texts?: Readonly<Record<string, string>> };

export type RequestedDetail = {
  readonly type: string;
  /** null: nobody registered the type. */
  readonly title: Worded | null;
  readonly rows: readonly {
    readonly path: string;
    /** null: nobody gave it a name. */
    readonly label: Worded | null;
    readonly values: readonly string[];
  }[];
  readonly status: 'new' | 'granted';
  /** Its place among those of the request, where it can be left out; null: it is only told of. */
  readonly place: number | null;
};

/** The field that says it is allowed: where it is missing, the object was left out. */
export const detailField = (place: number): string => `detail_${place}`;

export const detailGroups = (
  details: readonly RequestedDetail[],
  place: {
    readonly text: Text;
    readonly locale: Locale;
    readonly id: string;
    readonly level: 'top' | 'below';
  },
): Html =>
  html`${details.map((detail, index) => detailGroup(detail, { ...place, id: `${place.id}-detail-${index}` }))}`;

/** In the language of the page, or as it was meant first. */
export const inLanguage = ({ text, texts = {} }: Worded, locale: Locale): string => texts[locale] ?? text;

function detailGroup(
  { type, title, rows, place }: RequestedDetail,
  { text, locale, id, level }: Parameters<typeof detailGroups>[1],
): Html {
  const code = html`<code>${type}</code>`;
  const name = title === null ? code : html`${inLanguage(title, locale)}`;
  const heading = level === 'top' ? html`<h3 id="${id}">${name}</h3>` : html`<h4 id="${id}">${name}</h4>`;
  return html`<div class="group detail" role="group" aria-labelledby="${id}"><div class="group-head">${icons.key}${heading}
${title !== null && code}</div>
<dl class="facts">${rows.map(({ path, label, values }) => html`<div><dt>${label === null ? html`<code>${path}</code>` : inLanguage(label, locale)}</dt><dd>${valueList(values)}</dd></div>`)}</dl>
${place !== null && tick({ name: detailField(place), label: text('detail_allow'), checked: true })}</div>`;
}

/** Each value stands apart, whichever way its letters run: none can pass for two, or for a part of the page. */
const valueList = (values: readonly string[]): Html =>
  values.length === 0 ? html`–` : html`${values.map((value) => html`<bdi>${value}</bdi>`)}`;
