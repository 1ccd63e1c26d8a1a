import { type ClientFieldFault, faultText } from '../clients/faults.ts';
import { type ConsoleFrame, consoleLayout } from '../console/layout.ts';
import { type ListView, listing, type Total } from '../console/list.ts';
import { type NameTyped, questionPage } from '../console/question.ts';
import { languageNames, worded } from '../layout/switches.ts';
import { type Fragment, type Html, html } from '../markup/html.ts';
import { icons } from '../markup/icons.ts';
import { conflictOfValues } from '../parts/conflict.ts';
import { detailGroups, type RequestedDetail } from '../parts/details.ts';
import { textArea } from '../parts/field.ts';
import { protectedFields } from '../parts/form.ts';
import { announcement } from '../parts/notice.ts';
import { locales, type PlainKey, type Text, textIn } from '../text/catalogue.ts';
import { filled, inLanguages, line, memberFieldLabel, memberRows, type Sheet } from './details-type-rows.ts';

export const policiesPath = '/admin/policies';
export const detailsTypesPath = `${policiesPath}/details-types`;

export type DetailsTypeRow = { readonly path: string; readonly type: string; readonly title: string };

export type DetailsTypesModel = {
  readonly view: ListView;
  readonly total: Total;
  readonly rows: readonly DetailsTypeRow[];
};

export function detailsTypeList({ view, total, rows }: DetailsTypesModel, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  return listing<DetailsTypeRow>(
    {
      ...{ path: policiesPath, caption: text('policies_details'), view, total, rows },
      name: ({ path, type, title }) =>
        html`<span class="cell-name"><a href="${path}">${title}</a></span><span class="cell-below"><code>${type}</code></span>`,
      nameColumn: { label: text('details_one') },
      columns: [],
      act: ({ path, title }) =>
        html`<a class="button small revoke" href="${path}/delete">${text('client_delete')}<span class="visually-hidden"> · ${title}</span></a>`,
      searchLabel: text('details_search'),
      empty: { icon: icons.list, title: text('details_empty_title'), sentence: text('details_empty') },
    },
    frame,
  );
}

/** By the name of the field, as it is posted; `as` is `fields` where each value has fields of its own. */
export type DetailsTypeValues = Readonly<Record<string, string>>;

export type DetailsTypeModel = {
  readonly values: DetailsTypeValues;
  /** The broken rules by field; those of no field stand at the head. */
  readonly errors: Readonly<Record<string, ClientFieldFault>>;
  readonly state: 'fresh' | 'refused' | 'conflict';
  /** Names the state that is edited; absent: it is a new one. product A-8 */
  readonly version?: string;
  /** What is stored now and what was entered, where somebody was faster. */
  readonly compared?: { readonly stored: DetailsTypeValues; readonly entered: DetailsTypeValues };
  /** Whether what is shown as a schema could be edited in fields as well. */
  readonly fits?: 'fields';
  /** Absent: it is a new one. */
  readonly type?: { readonly path: string; readonly name: string; readonly id: string };
  /** What came of an object that was tried. */
  readonly tried?: {
    readonly object: string;
    /** null: it would be refused. */
    readonly shown: RequestedDetail | null;
  };
};

export function detailsTypePage(model: DetailsTypeModel, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  const { type, state, errors, values } = model;
  const sheet = { values, errors, text };
  const title = type === undefined ? text('details_new') : type.name;
  const parent = { path: policiesPath, label: text('policies_title') };
  const loose = errors[''] !== undefined && html` ${faultText(errors[''], text)}`;
  const content = html`<form method="post" action="${type?.path ?? detailsTypesPath}" class="client-form">
${protectedFields(frame, { version: model.version })}
${state === 'conflict' && announcement('warning', 'failure', text('details_conflict'))}
${model.compared !== undefined && conflictOfValues({ ...model.compared, caption: text('details_conflict'), labelOf: (name) => fieldLabel(name, text), choices: {} }, text)}
${state === 'refused' && announcement('danger', 'failure', html`${text('client_form_refused')}${loose}`)}
${values['as'] === 'fields' ? asRows(model, sheet) : asSchema(model, sheet)}
<div class="ask-actions"><button class="button primary" type="submit">${text(type === undefined ? 'details_create' : 'client_save')}</button>
<a class="button" href="${policiesPath}">${text('cancel')}</a>${type && html`<a class="button revoke" href="${type.path}/delete">${text('client_delete')}</a>`}</div></form>
${type && trial(model, type.path, { frame, text })}`;
  const lead = type && html`<code>${type.id}</code>`;
  return consoleLayout(
    { title, section: policiesPath, parent, ...(lead === undefined ? {} : { lead }), content },
    frame,
  );
}

const code = (words: string): Html => html`<code>${words}</code>`;

const typeHint = (text: Text): Html =>
  text.rich('details_type_hint', { short: code('payment'), long: code('https://example.com/payment') });

const schemaHint = (text: Text): Html =>
  text.rich('details_schema_hint', {
    ...{ object: code('object'), additional: code('additionalProperties'), no: code('false') },
    ...{ type: code('type'), locations: code('locations') },
  });

const named = ({ type }: DetailsTypeModel, sheet: Sheet): Html => {
  const { text } = sheet;
  return html`${type === undefined && line(sheet, { name: 'type', label: text('details_type'), hint: typeHint(text) })}
${line(sheet, { name: 'title', label: text('details_title') })}`;
};

const places = (sheet: Sheet): Html => {
  const { text } = sheet;
  const field = { name: 'locations', label: text('details_locations'), hint: text('details_locations_hint') };
  return textArea({ ...filled(sheet, field), rows: 3, maxlength: 16_384 });
};

const addressOf = ({ type }: DetailsTypeModel): string => type?.path ?? `${detailsTypesPath}/new`;

/** Every value in fields. */
function asRows(model: DetailsTypeModel, sheet: Sheet): Html {
  const { text } = sheet;
  return html`<input type="hidden" name="as" value="fields">
<div class="panel form">${named(model, sheet)}
${inLanguages(sheet, 'title')}</div>
${memberRows(sheet)}
<div class="panel form">${places(sheet)}
${line(sheet, { name: 'locations_label', label: text('details_locations_label') })}
${inLanguages(sheet, 'locations_label')}</div>
<p class="quiet"><a href="${addressOf(model)}?as=json">${text('declare_as_json')}</a></p>`;
}

/** With the schema itself, which can say more. */
function asSchema(model: DetailsTypeModel, sheet: Sheet): Html {
  const { text } = sheet;
  const area = (
    name: string,
    { label, hint, rows }: { readonly label: string; readonly hint?: Fragment; readonly rows: number },
  ) => ({
    ...filled(sheet, { name, label, ...(hint === undefined ? {} : { hint }) }),
    rows,
    maxlength: 16_384,
  });
  const isWrong = locales.some((tag) =>
    [`title_${tag}`, `labels_${tag}`].some((name) => name in model.errors),
  );
  return html`<div class="panel form">${named(model, sheet)}
${textArea({ ...area('schema', { label: text('details_schema'), hint: schemaHint(text), rows: 12 }), form: 'json' })}
${textArea(area('labels', { label: text('details_labels'), hint: text('details_labels_hint'), rows: 6 }))}
${places(sheet)}
</div>
<details class="panel fold"${isWrong && html` open`}><summary>${text('details_languages')}</summary><div class="form">${locales.map(
    (tag) => html`<div lang="${tag}">${line(sheet, { name: `title_${tag}`, label: languageNames[tag] })}</div>
<div lang="${tag}">${textArea(area(`labels_${tag}`, { label: `${text('details_labels')} · ${languageNames[tag]}`, rows: 3 }))}</div>`,
  )}</div></details>
${model.fits === 'fields' && html`<p class="quiet"><a href="${addressOf(model)}">${text('declare_as_fields')}</a></p>`}`;
}

/** What a field is called; null: the form does not show it. */
function fieldLabel(name: string, text: Text): Fragment | null {
  const [, own = '', tag] = /^([a-z]+(?:_label)?)(?:_([a-z]{2}(?:-[A-Z]{2})?))?$/.exec(name) ?? [];
  const known: Readonly<Record<string, PlainKey>> = {
    ...{ title: 'details_title', schema: 'details_schema', labels: 'details_labels' },
    ...{ locations: 'details_locations', locations_label: 'details_locations_label' },
  };
  const label = known[own];
  if (label === undefined) return memberFieldLabel(name, text);
  const language = locales.find((locale) => locale === tag);
  return language === undefined ? text(label) : worded(text(label), language);
}

/** An object that is judged by what is stored, without any effect. */
function trial(
  { tried }: DetailsTypeModel,
  path: string,
  { frame, text }: { readonly frame: ConsoleFrame; readonly text: Text },
): Html {
  const result =
    tried === undefined
      ? false
      : tried.shown === null
        ? announcement('danger', 'failure', text('details_try_wrong'))
        : html`${announcement('info', 'done', text('details_try_right'))}
<p>${text('details_try_shown')}</p>
${detailGroups([tried.shown], { text, locale: frame.locale, id: 'tried', level: 'top' })}`;
  return html`<form method="post" action="${path}/try" class="panel form">
${protectedFields(frame)}
<h2>${text('details_try')}</h2>
${textArea({ name: 'object', label: text('details_object'), hint: text('details_try_hint'), value: tried?.object, rows: 6, maxlength: 8192, form: 'json' })}
${result}
<div class="ask-actions"><button class="button" type="submit">${text('details_try')}</button></div></form>`;
}

export type DetailsTypeQuestion = {
  readonly path: string;
  readonly name: string;
  readonly id: string;
  readonly typed: NameTyped;
};

export function detailsTypeQuestionPage(
  { path, name, id, typed }: DetailsTypeQuestion,
  frame: ConsoleFrame,
): Html {
  const text = textIn(frame.locale);
  return questionPage(
    {
      title: text('delete_details_title', { type: name }),
      section: policiesPath,
      parent: { path, label: name },
      consequence: text('delete_details_consequence'),
      typed: { name: id, of: 'object', ...typed },
      action: `${path}/delete`,
      verb: text('client_delete'),
      back: path,
    },
    frame,
  );
}
