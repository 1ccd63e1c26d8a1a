import { type ClientFieldFault, faultText } from '../clients/faults.ts';
import { type ConsoleFrame, consoleLayout } from '../console/layout.ts';
import { type NameTyped, questionPage } from '../console/question.ts';
import { languageNames, worded } from '../layout/switches.ts';
import { type Fragment, type Html, html } from '../markup/html.ts';
import { icons } from '../markup/icons.ts';
import { type DescribedScope, effectMark, type RequestedScope, scopeSentence } from '../parts/access.ts';
import { conflictOfValues } from '../parts/conflict.ts';
import { emptyState } from '../parts/empty.ts';
import { type Option, selection, textField, tick } from '../parts/field.ts';
import { protectedFields } from '../parts/form.ts';
import { namesOf } from '../parts/names.ts';
import { announcement } from '../parts/notice.ts';
import { locales, type Text, textIn } from '../text/catalogue.ts';

export type ScopeRow = DescribedScope & {
  readonly path: string;
  readonly effect?: NonNullable<RequestedScope['effect']>;
  readonly implies: readonly string[];
  readonly isDefault: boolean;
  readonly isRestricted: boolean;
};

export const resourcesPath = '/admin/resources';
export const scopesPath = `${resourcesPath}/scopes`;

/** Scopes that belong to no resource, beside the list of those that do. product §12.3 */
export function scopesSection(rows: readonly ScopeRow[], frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  return html`<section class="stack" aria-labelledby="scopes-title"><div class="block-head"><h2 id="scopes-title" class="part-title">${text('scopes_title')}</h2><a class="button small" href="${scopesPath}/new">${text('scope_new')}</a></div>
<p class="quiet">${text('scopes_lead')}</p>
${rows.length === 0 ? emptyState(icons.key, { title: text('scopes_empty_title'), sentence: text('scopes_empty') }) : table(rows, frame, text)}</section>`;
}

function table(rows: readonly ScopeRow[], frame: ConsoleFrame, text: Text): Html {
  const heading = (label: string): Html => html`<th scope="col">${label}</th>`;
  return html`<div class="panel listing"><table class="list"><caption class="visually-hidden">${text('scopes_title')}</caption>
<thead><tr>${heading(text('scope_one'))}${heading(text('resource_scope_implies'))}${heading(text('scope_rules'))}<th scope="col"><span class="visually-hidden">${text('actions')}</span></th></tr></thead>
<tbody>${rows.map((row) => rowOf(row, frame, text))}</tbody></table></div>`;
}

const rowOf = (row: ScopeRow, frame: ConsoleFrame, text: Text): Html =>
  html`<tr><th scope="row"><span class="cell-name"><a href="${row.path}"><code>${row.name}</code></a></span><span class="cell-below">${scopeSentence(row, { text, locale: frame.locale })}</span></th>
<td data-label="${text('resource_scope_implies')}">${namesOf(row.implies)}</td>
<td data-label="${text('scope_rules')}">${rules(row, text)}</td>
<td class="act"><a class="button small revoke" href="${row.path}/delete">${text('client_delete')}<span class="visually-hidden"> · ${row.name}</span></a></td></tr>`;

/** What sets it apart, in few words. */
function rules(row: ScopeRow, text: Text): Fragment {
  const marks = [
    ...(row.isDefault ? [html`<span class="state active">${text('scope_default')}</span>`] : []),
    ...(row.isRestricted ? [html`<span class="state warning">${text('scope_restricted')}</span>`] : []),
    ...(row.effect === 'shares' || row.effect === 'deletes' ? [effectMark(row.effect, text)] : []),
  ];
  return marks.length === 0 ? '–' : html`<span>${marks.map((mark) => html`${mark} `)}</span>`;
}

/** By the name of the field, as it is posted; ticks that are set are `1`. */
type Values = Readonly<Record<string, string>>;

export type ScopeFormModel = {
  readonly values: Values;
  /** The broken rules by field. */
  readonly errors: Readonly<Record<string, ClientFieldFault>>;
  readonly state: 'fresh' | 'refused' | 'conflict';
  /** Names the state that is edited; absent: it is a new one. product A-8 */
  readonly version?: string;
  /** What is stored now, where somebody was faster. */
  readonly stored?: Values;
  /** Absent: it is a new one. */
  readonly scope?: { readonly path: string; readonly name: string };
};

export function scopeFormPage(model: ScopeFormModel, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  const { scope, state, stored, values } = model;
  const sheet = { model, text };
  const title = scope === undefined ? text('scope_new') : scope.name;
  const content = html`<form method="post" action="${scope?.path ?? scopesPath}" class="client-form">
${protectedFields(frame, { version: model.version })}
${state === 'conflict' && announcement('warning', 'failure', text('scope_conflict'))}
${stored !== undefined && bothVersions(stored, values, text)}
${state === 'refused' && announcement('danger', 'failure', text('client_form_refused'))}
<div class="panel form">
${scope === undefined && line(sheet, { name: 'name', label: text('resource_scope_name'), hint: text.rich('scope_name_hint', { example: html`<code>reports:read</code>` }) })}
${line(sheet, { name: 'description', label: text('resource_scope_description'), hint: text('scope_description_hint') })}
${selection({ name: 'effect', label: text('resource_scope_effect'), hint: text('scope_effect_hint'), value: values['effect'], options: effectOptions(text) })}
${line(sheet, { name: 'implies', label: text('resource_scope_implies'), hint: text('scope_implies_hint') })}
${flag(sheet, 'default')}
${flag(sheet, 'restricted')}
</div>
${languages(sheet)}
<div class="ask-actions"><button class="button primary" type="submit">${text(scope === undefined ? 'scope_create' : 'client_save')}</button>
<a class="button" href="${resourcesPath}">${text('cancel')}</a>${scope && html`<a class="button revoke" href="${scope.path}/delete">${text('client_delete')}</a>`}</div></form>`;
  const parent = { path: resourcesPath, label: text('resources_title') };
  return consoleLayout({ title, section: resourcesPath, parent, lead: text('scopes_lead'), content }, frame);
}

const bothVersions = (stored: Values, entered: Values, text: Text): Html | false =>
  conflictOfValues(
    {
      ...{ stored, entered, caption: text('scope_conflict') },
      labelOf: (name) => scopeFieldLabel(name, text),
      choices: scopeChoices('', text),
    },
    text,
  );

const scopeFields = ['name', 'description', 'implies', 'effect', 'default', 'restricted'] as const;

/** What a field of a scope is called, by its name in a form; null: there is none of that name. */
export function scopeFieldLabel(name: string, text: Text): Fragment | null {
  const known = scopeFields.find((field) => field === name);
  if (known !== undefined) return text(`resource_scope_${known}`);
  const language = locales.find((locale) => name === `description_${locale}`);
  return language === undefined ? null : worded(text('resource_scope_description'), language);
}

/** The words of what is chosen or ticked at a scope, by the names of its fields. */
export function scopeChoices(prefix: string, text: Text): Readonly<Record<string, readonly Option[]>> {
  const ticked = [{ value: '1', label: text('client_yes') }];
  return {
    [`${prefix}effect`]: effectOptions(text),
    [`${prefix}default`]: ticked,
    [`${prefix}restricted`]: ticked,
  };
}

type Sheet = { readonly model: ScopeFormModel; readonly text: Text };

const faultAt = ({ model: { errors }, text }: Sheet, name: string): { readonly error?: Fragment } =>
  errors[name] === undefined ? {} : { error: faultText(errors[name], text) };

const line = (
  sheet: Sheet,
  { name, label, hint }: { readonly name: string; readonly label: string; readonly hint?: Fragment },
): Html =>
  textField({
    ...{ name, label, value: sheet.model.values[name], maxlength: 2048, spelling: 'exact' },
    ...(hint === undefined ? {} : { hint }),
    ...faultAt(sheet, name),
  });

const flag = (sheet: Sheet, name: 'default' | 'restricted'): Html =>
  tick({
    ...{ name, label: sheet.text(`resource_scope_${name}`), hint: sheet.text(`scope_${name}_hint`) },
    ...{ checked: sheet.model.values[name] === '1', ...faultAt(sheet, name) },
  });

export const effectOptions = (text: Text) => [
  { value: '', label: text('resource_effect_none') },
  { value: 'reads', label: text('resource_effect_reads') },
  { value: 'writes', label: text('resource_effect_writes') },
  { value: 'shares', label: text('effect_shares') },
  { value: 'deletes', label: text('effect_deletes') },
];

/** Its sentence for people who read another language. product T-5 */
const languages = (sheet: Sheet): Html =>
  html`<fieldset class="panel form scope-rows"><legend>${sheet.text('resource_scope_languages')}</legend><p class="quiet">${sheet.text('scope_languages_hint')}</p>${locales.map(
    (locale) =>
      html`<div lang="${locale}">${line(sheet, { name: `description_${locale}`, label: languageNames[locale] })}</div>`,
  )}</fieldset>`;

export type ScopeQuestionModel = {
  readonly path: string;
  readonly name: string;
  readonly typed: NameTyped;
  /** What keeps it from being deleted. */
  readonly held?:
    | { readonly kind: 'granted' }
    | { readonly kind: 'listed'; readonly client: { readonly path: string; readonly name: string } }
    | { readonly kind: 'included'; readonly scope: string };
};

export function scopeQuestionPage(model: ScopeQuestionModel, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  const { path, name, typed, held } = model;
  return questionPage(
    {
      title: text('delete_scope_title', { scope: name }),
      section: resourcesPath,
      parent: { path, label: name },
      consequence: text('delete_scope_consequence'),
      more: held !== undefined && announcement('danger', 'failure', holdWords(held, text)),
      typed: { name, of: 'object', ...typed },
      action: `${path}/delete`,
      verb: text('client_delete'),
      back: path,
    },
    frame,
  );
}

function holdWords(held: NonNullable<ScopeQuestionModel['held']>, text: Text): Fragment {
  switch (held.kind) {
    case 'granted':
      return text('scope_held_granted');
    case 'listed':
      return text.rich('scope_held_listed', {
        client: html`<a href="${held.client.path}">${held.client.name}</a>`,
      });
    case 'included':
      return text.rich('scope_held_included', { scope: html`<code>${held.scope}</code>` });
  }
}
