/** Draws who says what to whom, in the colours of the theme. */

import { type Html, html } from '../markup/html.ts';
import type { Sequence, Step } from './blocks.ts';

const lane = 236;
const box = { width: 168, height: 40 };
const margin = 4;
const stride = 46;
const head = 8;

/** `id` sets it apart from others on the page. Scrolls inside itself where there is no room. */
export function sequenceDrawing({ title, description, actors, steps }: Sequence, id: string): Html {
  const width = lane * (actors.length - 1) + box.width + 2 * margin;
  const height = box.height + 2 * margin + steps.length * stride + stride / 2;
  const names = `${id}-title`;
  return html`<figure class="drawing"><div class="scrolls" role="group" tabindex="0" aria-labelledby="${names}-caption">
<svg viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${names} ${id}-description">
<title id="${names}">${title}</title><desc id="${id}-description">${description}</desc>
${actors.map((name, index) => actor(name, index, height))}
${steps.map((step, index) => drawnStep(step, index, width))}
</svg></div><figcaption id="${names}-caption">${title}</figcaption></figure>`;
}

const middleOf = (index: number): number => margin + box.width / 2 + index * lane;

const actor = (name: string, index: number, height: number): Html =>
  html`<path class="life" d="M${middleOf(index)} ${margin + box.height}V${height - margin}"/>
<rect class="actor" x="${middleOf(index) - box.width / 2}" y="${margin}" width="${box.width}" height="${box.height}" rx="8"/>
<text class="actor-name" x="${middleOf(index)}" y="${margin + box.height / 2}">${name}</text>`;

function drawnStep({ from, to, line, text }: Step, index: number, width: number): Html {
  const y = margin + box.height + (index + 1) * stride;
  const start = middleOf(from);
  if (from === to) return deed(text, start, { y, width });
  const toward = to > from ? 1 : -1;
  const end = middleOf(to) - toward * 2;
  const tip = `M${end - toward * head} ${y - head / 2}L${end} ${y}L${end - toward * head} ${y + head / 2}`;
  return html`<path class="way ${line}" d="M${start} ${y}H${end}"/><path class="tip" d="${tip}"/>
<text class="says" x="${(start + end) / 2}" y="${y - 9}">${text}</text>`;
}

const deed = (
  text: string,
  x: number,
  { y, width }: { readonly y: number; readonly width: number },
): Html => {
  const wide = textWidth(text) + 28;
  const left = Math.min(Math.max(margin, x - wide / 2), width - margin - wide);
  return html`<rect class="deed" x="${left}" y="${y - 20}" width="${wide}" height="30" rx="6"/>
<text class="does" x="${left + wide / 2}" y="${y - 5}">${text}</text>`;
};

/** About as wide as the text is drawn, at 13 units: ideographs fill a square. */
const textWidth = (text: string): number =>
  [...text].reduce((sum, letter) => sum + (letter > '\u2e7f' ? 13.5 : 7.1), 0);
