/** From the blocks of a page to its markup. */

import { type Fragment, type Html, html, safeHref } from '../markup/html.ts';
import { copyButton } from '../parts/copyable.ts';
import type { Text } from '../text/catalogue.ts';
import { type Block, type CodeBlock, type Inline, plainText } from './blocks.ts';
import { sequenceDrawing } from './sequence.ts';

export type Reading = {
  readonly text: Text;
  /** Puts what is true of this server and this reader into the place of `{NAMES}`. */
  readonly fill: (text: string) => string;
  /** Where a link of a page leads: another page by its name, or somewhere else. */
  readonly hrefOf: (link: string) => string;
};

/** Names that are the same everywhere. */
const languages: Readonly<Record<string, string>> = {
  bash: 'Shell',
  http: 'HTTP',
  json: 'JSON',
  js: 'JavaScript',
  python: 'Python',
  go: 'Go',
  java: 'Java',
};

export const article = (blocks: readonly Block[], reading: Reading): Html =>
  html`${blocks.map((block, index) => drawn(block, { ...reading, id: `block-${index}` }))}`;

type Place = Reading & { readonly id: string };

function drawn(block: Block, place: Place): Html {
  const inner = (blocks: readonly Block[]): Fragment =>
    blocks.map((one, index) => drawn(one, { ...place, id: `${place.id}-${index}` }));
  switch (block.kind) {
    case 'heading': {
      const words = inlines(block.content, place);
      return block.depth === 2
        ? html`<h2 id="${block.id}"><a class="anchor" href="#${block.id}">${words}</a></h2>`
        : html`<h3 id="${block.id}">${words}</h3>`;
    }
    case 'paragraph':
      return html`<p>${inlines(block.content, place)}</p>`;
    case 'list': {
      const items = block.items.map(
        (item, index) => html`<li>${listItem(item, { ...place, id: `${place.id}-${index}` })}</li>`,
      );
      if (block.first === null) return html`<ul>${items}</ul>`;
      return html`<ol start="${block.first}">${items}</ol>`;
    }
    case 'note':
      return html`<div class="notice info">${inner(block.content)}</div>`;
    case 'table':
      return table(block, place);
    case 'code':
      return codeBlock(block, place);
    case 'sequence':
      return sequenceDrawing(block.sequence, place.id);
  }
}

/** A line alone is no paragraph of its own. */
const listItem = (blocks: readonly Block[], place: Place): Fragment =>
  blocks.map((block, index) =>
    index === 0 && block.kind === 'paragraph'
      ? inlines(block.content, place)
      : drawn(block, { ...place, id: `${place.id}-${index}` }),
  );

function table({ head, rows }: Extract<Block, { kind: 'table' }>, place: Place): Html {
  const [first = [], ...others] = head;
  return html`<div class="scrolls" role="group" tabindex="0" aria-label="${place.text('docs_table', { first: place.fill(plainText(first)) })}"><table>
<thead><tr>${[first, ...others].map((cell) => html`<th scope="col">${inlines(cell, place)}</th>`)}</tr></thead>
<tbody>${rows.map(
    ([name = [], ...cells]) =>
      html`<tr><th scope="row">${inlines(name, place)}</th>${cells.map((cell) => html`<td>${inlines(cell, place)}</td>`)}</tr>`,
  )}</tbody>
</table></div>`;
}

function codeBlock({ language, standing, text }: CodeBlock, { id, fill, text: words }: Place): Html {
  const named = { ini: 'docs_settings', text: 'docs_plain' } as const;
  const name = isKeyOf(named, language) ? words(named[language]) : (languages[language] ?? language);
  return html`<div class="example"><div class="example-head"><span>${name}</span>${standing === 'template' && html`<span class="example-template">${words('docs_template')}</span>`}${copyButton(id, words)}</div>
<pre tabindex="0" aria-label="${words('docs_example', { language: name })}" role="group"><code id="${id}">${fill(text)}</code></pre></div>`;
}

const isKeyOf = <Known extends object>(known: Known, key: PropertyKey): key is keyof Known =>
  Object.hasOwn(known, key);

const inlines = (content: readonly Inline[], reading: Reading): Fragment =>
  content.map((inline) => inlineMarkup(inline, reading));

function inlineMarkup(inline: Inline, reading: Reading): Fragment {
  switch (inline.kind) {
    case 'text':
      return reading.fill(inline.text);
    case 'code':
      return html`<code>${reading.fill(inline.text)}</code>`;
    case 'strong':
      return html`<strong>${inlines(inline.content, reading)}</strong>`;
    case 'emphasis':
      return html`<em>${inlines(inline.content, reading)}</em>`;
    case 'link': {
      const href = reading.hrefOf(inline.href);
      const isElsewhere = safeHref(href) !== undefined;
      const words = inlines(inline.content, reading);
      return isElsewhere
        ? html`<a href="${href}" rel="noreferrer">${words}</a>`
        : html`<a href="${href}">${words}</a>`;
    }
  }
}
