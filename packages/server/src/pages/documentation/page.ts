/** Owns the documentation: its frame, its navigation, one page, and what is said where there is none. */

import { areaLinks, topBar } from '../console/layout.ts';
import { htmlDocument } from '../layout/document.ts';
import type { Frame } from '../layout/frame.ts';
import { type Html, html } from '../markup/html.ts';
import { icons } from '../markup/icons.ts';
import { notice } from '../parts/notice.ts';
import { type Locale, type PlainKey, type Text, textIn } from '../text/catalogue.ts';
import { article } from './article.ts';
import { type Block, type DocumentationPage, plainText } from './blocks.ts';

export type DocumentationPlace = { readonly slug: string; readonly title: string };

export type DocumentationGroup = {
  readonly label: PlainKey;
  readonly places: readonly DocumentationPlace[];
};

export type DocumentationNavigation = {
  /** Titles are in the language of the pages. */
  readonly groups: readonly DocumentationGroup[];
  readonly language: 'en' | 'zh-TW';
  /** What the examples name; absent: words to be replaced. */
  readonly clientId?: string;
};

export type DocumentationModel = DocumentationNavigation & {
  readonly slug: string;
  readonly page: DocumentationPage;
  readonly baseUrl: string;
  /** Those the reader may choose from; empty: nobody is signed in, or has none. */
  readonly clients: readonly { readonly id: string; readonly name: string }[];
};

/** Where a page is found in this language, examples and all. */
export function documentationPath(locale: Locale, slug: string, clientId?: string): string {
  const query = clientId === undefined ? '' : `?${new URLSearchParams({ client_id: clientId })}`;
  return `/docs/${locale}/${slug}${query}`;
}

/** One page of the documentation. product D-1, D-2 */
export function documentationPage(model: DocumentationModel, frame: Frame): Html {
  const text = textIn(frame.locale);
  const { page, language } = model;
  const pathOf = (slug: string): string => documentationPath(frame.locale, slug, model.clientId);
  const reading = {
    text,
    fill: (words: string) =>
      words
        .replaceAll('{BASE_URL}', model.baseUrl)
        .replaceAll('{CLIENT_ID}', model.clientId ?? 'YOUR_CLIENT_ID'),
    hrefOf: (link: string) => hrefIn(link, pathOf),
  };
  const content = html`<header class="doc-head"><h1 lang="${language}">${page.title}</h1>
${language !== frame.locale && notice('info', text('docs_english'))}
${clientChoice(model, frame, text)}</header>
${contents(page.blocks, language, text)}
<article class="prose" lang="${language}">${article(page.blocks, reading)}</article>
${neighbours(model, pathOf, text)}`;
  return documentationLayout({ title: page.title, content, navigation: model, current: model.slug }, frame);
}

/** There is no page of this name; these there are. product §12.1 */
export function documentationMissingPage(navigation: DocumentationNavigation, frame: Frame): Html {
  const text = textIn(frame.locale);
  const title = text('docs_missing_title');
  const content = html`<header class="doc-head"><h1>${title}</h1></header>
<div class="prose"><p>${text('docs_missing')}</p>
<ul lang="${navigation.language}">${navigation.groups
    .flatMap(({ places }) => places)
    .map(
      ({ slug, title: name }) =>
        html`<li><a href="${documentationPath(frame.locale, slug)}">${name}</a></li>`,
    )}</ul></div>`;
  return documentationLayout({ title, content, navigation, current: null }, frame);
}

/** `tokens#refresh` is a place of another page, `#refresh` one of this; what has a scheme or a slash stays as it is. */
function hrefIn(link: string, pathOf: (slug: string) => string): string {
  if (/^[a-z]+:|^[/#]/.test(link)) return link;
  const [slug = '', place] = link.split('#');
  return place === undefined ? pathOf(slug) : `${pathOf(slug)}#${place}`;
}

type Laid = {
  readonly title: string;
  readonly content: Html;
  readonly navigation: DocumentationNavigation;
  readonly current: string | null;
};

function documentationLayout({ title, content, navigation, current }: Laid, frame: Frame): Html {
  const text = textIn(frame.locale);
  const list = pages(navigation, current, frame);
  const body = html`<div class="console">
${topBar('documentation', frame, text)}
<details class="menu"><summary>${icons.menu}${text('docs_pages')}</summary>${areaLinks('documentation', frame, text)}${list}</details>
<div class="columns">
<div class="side doc-side">${list}</div>
<main id="content" class="doc" tabindex="-1">
${content}
</main>
</div>
</div>`;
  return htmlDocument({ title, body, stylesheet: 'documentation' }, frame);
}

function pages(
  { groups, language, clientId }: DocumentationNavigation,
  current: string | null,
  frame: Frame,
): Html {
  const text = textIn(frame.locale);
  return html`<nav class="doc-nav" aria-label="${text('docs_pages')}">${groups.map(
    ({ label, places }) =>
      html`<h2 class="doc-group">${text(label)}</h2><ul class="nav" lang="${language}">${places.map(
        ({ slug, title }) =>
          html`<li><a href="${documentationPath(frame.locale, slug, clientId)}"${slug === current && html` aria-current="page"`}>${title}</a></li>`,
      )}</ul>`,
  )}</nav>`;
}

function contents(blocks: readonly Block[], language: string, text: Text): Html | false {
  const headings = blocks.filter((block) => block.kind === 'heading').filter(({ depth }) => depth === 2);
  return (
    headings.length > 1 &&
    html`<nav class="doc-contents" aria-labelledby="doc-contents"><h2 class="doc-contents-title" id="doc-contents">${text('docs_contents')}</h2>
<ul lang="${language}">${headings.map(({ id, content }) => html`<li><a class="doc-place" href="#${id}">${plainText(content)}</a></li>`)}</ul></nav>`
  );
}

function clientChoice(
  { clients, clientId, slug }: DocumentationModel,
  frame: Frame,
  text: Text,
): Html | false {
  if (frame.account === undefined || clients.length === 0) return false;
  return html`<form class="doc-client" method="get" action="${documentationPath(frame.locale, slug)}">
<div class="field"><label for="doc-client">${text('docs_client')}</label>
<select id="doc-client" name="client_id"><option value="">YOUR_CLIENT_ID</option>${clients.map(
    ({ id, name }) =>
      html`<option value="${id}"${id === clientId && html` selected`}>${name} · ${id}</option>`,
  )}</select></div>
<button class="button" type="submit">${text('docs_client_apply')}</button>
</form>`;
}

function neighbours(
  { groups, slug, language }: DocumentationModel,
  pathOf: (slug: string) => string,
  text: Text,
): Html {
  const places = groups.flatMap((group) => group.places);
  const at = places.findIndex((place) => place.slug === slug);
  const way = (place: DocumentationPlace | undefined, label: PlainKey, rel: 'prev' | 'next'): Html | false =>
    place !== undefined &&
    html`<a class="panel doc-way doc-${rel}" rel="${rel}" href="${pathOf(place.slug)}"><span class="quiet">${text(label)}</span><strong lang="${language}">${place.title}</strong></a>`;
  return html`<nav class="doc-neighbours" aria-label="${text('docs_neighbours')}">${way(places[at - 1], 'docs_previous', 'prev')}${way(places[at + 1], 'docs_next', 'next')}</nav>`;
}
