/** The reference of everything this server answers, drawn from its own description. product §12.1 /api/docs */
import { referencePath } from './console/reference-path.ts';
import { htmlDocument } from './layout/document.ts';
import type { Frame } from './layout/frame.ts';
import { switches } from './layout/switches.ts';
import { type Fragment, type Html, html } from './markup/html.ts';
import { icons, siteMark } from './markup/icons.ts';
import { copyableBlock } from './parts/copyable.ts';
import { emptyState } from './parts/empty.ts';
import { type Locale, type Text, textIn } from './text/catalogue.ts';

/** A member of a body or of a schema, or a parameter; all but its name and type are English. */
export type ReferenceMember = {
  readonly name: string;
  readonly type: string;
  /** The schema that the type names. */
  readonly schema?: string;
  readonly isRequired: boolean;
  readonly means?: string;
};

export type ReferenceOperation = {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly needs: 'administrator' | 'client' | 'token' | 'registration' | 'metrics' | 'nobody';
  readonly parameters: readonly ReferenceMember[];
  readonly body: readonly ReferenceMember[];
  readonly answers: readonly { readonly status: string; readonly means: string; readonly schema?: string }[];
  readonly call: string;
  /** Of what is answered; absent: nothing, or no JSON. */
  readonly example?: string;
};

export type ReferenceModel = {
  /** Empty: everything. */
  readonly search: string;
  readonly groups: readonly { readonly name: string; readonly operations: readonly ReferenceOperation[] }[];
  readonly schemas: readonly { readonly name: string; readonly members: readonly ReferenceMember[] }[];
};

export function referencePage(model: ReferenceModel, frame: Frame): Html {
  const text = textIn(frame.locale);
  const { search, groups, schemas } = model;
  const places = groups.map(({ name }) => ({ id: `group-${name}`, name }));
  const navigation = html`<nav aria-label="${text('reference_groups')}"><ul class="nav">${places.map(
    ({ id, name }) => html`<li><a href="#${id}"><span lang="en">${name}</span></a></li>`,
  )}${schemas.length > 0 && html`<li><a href="#schemas">${text('reference_schemas')}</a></li>`}</ul></nav>`;
  const body = html`<div class="console">
<header class="bar"><div class="bar-inner"><a class="brand" href="/account">${siteMark(frame.assets)}<span>${frame.siteName}</span></a>${switches(frame)}</div></header>
<details class="menu"><summary>${icons.menu}${text('menu')}</summary>${navigation}</details>
<div class="columns"><div class="side">${navigation}</div>
<main id="content" class="content reference" tabindex="-1">
<div class="head"><div class="lead"><h1>${text('reference_title')}</h1><p class="quiet">${text('reference_lead')}</p></div><a class="button" href="/openapi.json"><code>openapi.json</code></a></div>
${searchForm(search, text)}
${groups.length + schemas.length === 0 && nothingFound(search, text)}
${groups.map((group) => groupOf(group, frame.locale))}
${schemas.length > 0 && schemasOf(schemas, text)}
</main></div></div>`;
  return htmlDocument({ title: text('reference_title'), body }, frame);
}

const searchForm = (search: string, text: Text): Html =>
  html`<form method="get" action="${referencePath}" class="search" role="search">
<label class="visually-hidden" for="search">${text('reference_search')}</label>
<div class="search-field">${icons.search}<input id="search" name="search" type="search" value="${search}" placeholder="${text('reference_search')}" maxlength="256" autocomplete="off" autocapitalize="none" spellcheck="false" data-search data-narrows></div>
<button class="button small" type="submit">${text('search')}</button>
</form>`;

const nothingFound = (search: string, text: Text): Html =>
  emptyState(icons.search, {
    title: text('nothing_found_title'),
    sentence: text('nothing_found', { search }),
    action: html`<a class="button" href="${referencePath}">${text('clear_search')}</a>`,
  });

const drawn = new WeakMap<object, Map<Locale, Html>>();

/** It says the same to everybody, and is long: whoever asks often has it drawn once in each language. */
function once(what: object, locale: Locale, draw: () => Html): Html {
  const known = drawn.get(what) ?? new Map<Locale, Html>();
  drawn.set(what, known);
  const found = known.get(locale) ?? draw();
  known.set(locale, found);
  return found;
}

function groupOf({ name, operations }: ReferenceModel['groups'][number], locale: Locale): Html {
  const text = textIn(locale);
  return html`<section class="operations" aria-labelledby="group-${name}" data-narrowed-group><h2 id="group-${name}"><span lang="en">${name}</span></h2>
${operations.map((operation) => once(operation, locale, () => operationOf(operation, text)))}</section>`;
}

function operationOf(operation: ReferenceOperation, text: Text): Html {
  const { id, method, path, summary, needs, parameters, body, answers, call, example } = operation;
  const part = (words: string, content: Html) =>
    html`<div class="reference-part"><h3>${words}</h3>${content}</div>`;
  return html`<details class="panel fold" data-narrowed="${`${method} ${path} ${summary}`.toLowerCase()}"><summary><code class="state ${tones[method] ?? 'neutral'}">${method}</code> <code>${path}</code> <span lang="en" class="quiet">${summary}</span></summary>
<div class="block" id="${id}"><p class="quiet">${needed(needs, text)}</p>
${parameters.length > 0 && part(text('reference_parameters'), membersOf(parameters, text))}
${body.length > 0 && part(text('reference_body'), membersOf(body, text))}
${part(
  text('reference_answers'),
  html`<ul class="answers">${answers.map(
    ({ status, means, schema }) =>
      html`<li><code>${status}</code> <span lang="en">${said(means)}</span>${schema !== undefined && html` ${schemaLink(schema)}`}</li>`,
  )}</ul>`,
)}
${part(text('reference_call'), copyableBlock(`call-${id}`, call, text))}
${example !== undefined && part(text('reference_example'), copyableBlock(`example-${id}`, example, text))}
</div></details>`;
}

const needed = (needs: ReferenceOperation['needs'], text: Text): Fragment =>
  needs === 'administrator'
    ? text.rich('reference_needs_administrator', { scope: html`<code>grantor:admin</code>` })
    : text(`reference_needs_${needs}`);

/** What stands between backticks is code. */
const said = (means: string): readonly Fragment[] =>
  means.split('`').map((part, index) => (index % 2 === 0 ? part : html`<code>${part}</code>`));

const tones: Readonly<Record<string, string>> = {
  GET: 'neutral',
  POST: 'active',
  PUT: 'paused',
  PATCH: 'paused',
  DELETE: 'warning',
};

const schemaLink = (name: string): Html => html`<a href="#schema-${name}"><code>${name}</code></a>`;

const membersOf = (members: readonly ReferenceMember[], text: Text): Html =>
  html`<dl class="members">${members.map(
    ({ name, type, schema, isRequired, means }) =>
      html`<div class="member"><dt><code>${name}</code>${isRequired && html` <span class="state neutral">${text('reference_required')}</span>`}</dt><dd><code class="quiet">${type}</code>${schema !== undefined && html` ${schemaLink(schema)}`}${means !== undefined && html` <span lang="en">${said(means)}</span>`}</dd></div>`,
  )}</dl>`;

const schemasOf = (schemas: ReferenceModel['schemas'], text: Text): Html =>
  html`<section class="operations" aria-labelledby="schemas" data-narrowed-group><h2 id="schemas">${text('reference_schemas')}</h2>
${schemas.map(
  ({ name, members }) =>
    html`<details class="panel fold" data-narrowed="${name.toLowerCase()}"><summary><code>${name}</code></summary><div class="block" id="schema-${name}">${membersOf(members, text)}</div></details>`,
)}</section>`;
