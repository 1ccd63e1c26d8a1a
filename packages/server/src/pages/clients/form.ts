/** Owns the form that describes a client: the common fields first, the rest in sections that open. product C-1 */

import type { ConsoleFrame } from '../console/layout.ts';
import { type Fragment, type Html, html } from '../markup/html.ts';
import { breakable } from '../parts/breakable.ts';
import { conflictTable } from '../parts/conflict.ts';
import { selection, textArea, textField, tick } from '../parts/field.ts';
import { protectedFields } from '../parts/form.ts';
import { announcement } from '../parts/notice.ts';
import { type Text, textIn } from '../text/catalogue.ts';
import { type ClientFieldFault, faultText } from './faults.ts';
import type { ClientField, ClientSection } from './field.ts';
import { type ClientValues, sectionsFor } from './fields.ts';

export type ClientFormModel = {
  readonly values: ClientValues;
  /** By the name of the field: the rule that is broken; one without a field stands at the head. */
  readonly errors: Readonly<Record<string, ClientFieldFault>>;
  /** Names the state that is edited; absent: the client is new. */
  readonly version?: number;
  /** Why it is shown again. */
  readonly state: 'fresh' | 'refused' | 'conflict' | 'confirm';
  /** What is stored now, where somebody was faster. product A-8 */
  readonly stored?: ClientValues;
};

export type ClientFormPlace = {
  readonly action: string;
  readonly audience: ClientField['audience'];
  readonly verb: string;
  readonly back: string;
};

export function clientForm(model: ClientFormModel, place: ClientFormPlace, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  const [common, ...others] = sectionsFor(place.audience);
  const known = sectionsFor(place.audience)
    .flatMap(({ fields }) => fields.map(({ name }) => name))
    .concat('client_id');
  const isNew = model.version === undefined;
  const general = Object.entries(model.errors).filter(([name]) => !known.includes(name));
  const hidden = model.version === undefined ? {} : { version: String(model.version) };
  return html`<form method="post" action="${place.action}" class="client-form">
${protectedFields(frame, hidden)}
${model.state === 'confirm' && announcement('warning', 'failure', text.rich('client_confirm_first', { link: confirmLink(text) }))}
${model.state === 'conflict' && announcement('warning', 'failure', text('client_conflict'))}
${model.stored !== undefined && bothVersions(model, place, text)}
${model.state === 'refused' && announcement('danger', 'failure', html`${text('client_form_refused')} ${general.map(([, fault]) => html`${faultText(fault, text)} `)}`)}
${common && html`<fieldset class="panel form"><legend class="visually-hidden">${text('client_section_common')}</legend>${common.fields.map((field) => control(field, model, text))}${isNew && place.audience === 'administrators' && control(chosenId, model, text)}</fieldset>`}
${others.map((section) => foldedSection(section, model, text))}
<div class="ask-actions"><button class="button primary" type="submit">${place.verb}</button>
<a class="button" href="${place.back}">${text('cancel')}</a></div>
</form>`;
}

function bothVersions(
  { stored = {}, values }: ClientFormModel,
  { audience }: ClientFormPlace,
  text: Text,
): Html | false {
  const differing = sectionsFor(audience)
    .flatMap(({ fields }) => fields)
    .filter(({ name }) => (stored[name] ?? '') !== (values[name] ?? ''));
  const rows = differing.map((field) => ({
    label: text(field.label),
    stored: shownValue(field, stored[field.name], text),
    entered: shownValue(field, values[field.name], text),
  }));
  return conflictTable(rows, text('client_conflict'), text);
}

/** Where the form is not lost: beside it. */
const confirmLink = (text: Text): Html =>
  html`<a href="/login/confirm?redirect=/account" target="_blank" rel="noopener">${text('client_confirm_it')}</a>`;

/** Only a new client's can be chosen. */
const chosenId: ClientField = {
  name: 'client_id',
  wire: 'client_id',
  kind: 'line',
  label: 'client_id',
  hint: 'client_hint_id',
  audience: 'administrators',
};

function foldedSection({ title, fields }: ClientSection, model: ClientFormModel, text: Text): Html {
  const isOpen = fields.some(({ name }) => model.errors[name] !== undefined);
  return html`<details class="panel fold"${isOpen && html` open`}><summary>${text(title)}</summary>
<div class="form">${fields.map((field) => control(field, model, text))}</div></details>`;
}

function control(field: ClientField, { values, errors }: ClientFormModel, text: Text): Html {
  const { name, kind, options = [] } = field;
  const fault = errors[name];
  const common = {
    name,
    label: text(field.label),
    value: values[name],
    ...(field.hint === undefined ? {} : { hint: text(field.hint) }),
    ...(fault === undefined ? {} : { error: faultText(fault, text) }),
    required: name === 'client_name',
  };
  switch (kind) {
    case 'tick':
      return tick({ ...common, value: '1', checked: values[name] === '1' });
    case 'choice':
      return selection({
        ...common,
        options: options.map(({ value, label }) => ({ value, label: text(label) })),
      });
    case 'text':
      return textArea({ ...common, rows: 2, maxlength: 1000 });
    case 'lines':
    case 'json':
      return textArea({ ...common, rows: 3, maxlength: 16_384 });
    case 'number':
      return textField({ ...common, inputmode: 'numeric' });
    case 'words':
    case 'line':
      return textField({
        ...common,
        maxlength: 2048,
        ...(name === 'client_name' ? {} : { spelling: 'exact' as const }),
      });
  }
}

/** The value of a field as it is read, not entered. */
export function shownValue(field: ClientField, value: string | undefined, text: Text): Fragment {
  if (value === undefined || value === '') return '–';
  const { kind, options = [] } = field;
  if (kind === 'tick') return text('client_yes');
  if (kind === 'choice') {
    const option = options.find((known) => known.value === value);
    return option === undefined ? html`<code>${value}</code>` : text(option.label);
  }
  if (kind === 'lines' || kind === 'words')
    return html`<span class="scopes">${value.split(/\s+/).map((entry) => html`<code>${breakable(entry)}</code> `)}</span>`;
  if (field.name === 'client_name' || kind === 'text' || kind === 'number') return value;
  return html`<code>${breakable(value)}</code>`;
}
