/**
 * Owns charts: drawn on the server, in the colours of the theme, told apart by dashes as well, and with the same
 * numbers in a table. product L-6
 */
import { type Fragment, type Html, html } from '../markup/html.ts';
import { type Locale, textIn } from '../text/catalogue.ts';
import { dateTimeFormat, numberFormat } from '../text/formats.ts';

export type Series = { readonly label: string; readonly values: readonly number[] };

export type Chart = {
  /** Names its parts in the page. */
  readonly id: string;
  readonly title: string;
  /** Days since 1970, one after another; one value of each series for each. */
  readonly days: readonly number[];
  readonly series: readonly Series[];
};

// About as wide as it is shown, so that its words are as large as those around it
const width = 400;
const height = 180;
const left = 48;
const right = 12;
const top = 12;
const bottom = 28;
const strokes = ['first', 'second', 'third', 'fourth'] as const;

export function lineChart(chart: Chart, locale: Locale): Html {
  const text = textIn(locale);
  const isEmpty = chart.series.every(({ values }) => values.every((value) => value === 0));
  const figure = isEmpty
    ? html`<p class="quiet chart-empty">${text('no_data_yet')}</p>`
    : html`${legend(chart)}${drawing(chart, locale)}${numbers(chart, locale)}`;
  return html`<section class="panel chart" aria-labelledby="${chart.id}-title"><h2 id="${chart.id}-title">${chart.title}</h2>${figure}</section>`;
}

const legend = ({ series }: Chart): Html | false =>
  series.length > 1 &&
  html`<ul class="legend">${series.map(
    ({ label }, index) =>
      html`<li><svg viewBox="0 0 24 8" aria-hidden="true" class="sample"><path class="series ${strokes[index]}" d="M0 4h24"/></svg>${label}</li>`,
  )}</ul>`;

function drawing({ id, title, days, series }: Chart, locale: Locale): Html {
  const number = numberFormat(locale);
  const highest = Math.max(1, ...series.flatMap(({ values }) => values));
  const step = niceStep(highest / 4);
  const lines = Array.from({ length: Math.ceil(highest / step) + 1 }, (_, index) => index * step);
  const reach = lines.at(-1) ?? highest;
  const x = (index: number): number => left + (index * (width - left - right)) / Math.max(1, days.length - 1);
  const y = (value: number): number => top + (1 - value / reach) * (height - top - bottom);
  const grid: Fragment = lines.map(
    (value) =>
      html`<path class="grid" d="M${left} ${y(value).toFixed(1)}H${width - right}"/><text class="tick" x="${left - 8}" y="${(y(value) + 4).toFixed(1)}" text-anchor="end">${number.format(value)}</text>`,
  );
  const labels: Fragment = [0, Math.floor((days.length - 1) / 2), days.length - 1].map(
    (index, place) =>
      html`<text class="tick" x="${x(index).toFixed(1)}" y="${height - 8}" text-anchor="${anchors[place]}">${dayIn(days[index] ?? 0, locale)}</text>`,
  );
  const drawn: Fragment = series.map(({ values }, index) => {
    const points = values.map((value, at) => `${x(at).toFixed(1)} ${y(value).toFixed(1)}`);
    return html`<path class="series ${strokes[index]}" d="M${points.join('L')}"/>`;
  });
  const description = series.map(({ label, values }) => `${label}: ${number.format(sum(values))}`).join(', ');
  return html`<svg class="plot" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${id}-name ${id}-said"><title id="${id}-name">${title}</title><desc id="${id}-said">${description}</desc>${grid}${labels}${drawn}</svg>`;
}

const anchors = ['start', 'middle', 'end'] as const;

/** 1, 2 or 5 of the power of ten that is near; whole numbers only. */
function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, rough)));
  return [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough) ?? power * 10;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const dayIn = (day: number, locale: Locale): string =>
  dateTimeFormat(locale, { month: 'short', day: 'numeric', timeZone: 'UTC' }).format(day * 86_400_000);

function numbers({ title, days, series }: Chart, locale: Locale): Html {
  const text = textIn(locale);
  const number = numberFormat(locale);
  return html`<details class="more numbers"><summary>${text('as_table')}</summary><div class="numbers-scroll" tabindex="0" role="region" aria-label="${title}"><table class="figures"><caption class="visually-hidden">${title}</caption>
<thead><tr><th scope="col">${text('day')}</th>${series.map(({ label }) => html`<th scope="col">${label}</th>`)}</tr></thead>
<tbody>${days.map(
    (day, index) =>
      html`<tr><th scope="row">${dayIn(day, locale)}</th>${series.map(({ values }) => html`<td>${number.format(values[index] ?? 0)}</td>`)}</tr>`,
  )}</tbody></table></div></details>`;
}
