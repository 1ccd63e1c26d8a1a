/** Owns how the values of an object of authorization details are asked for, each in a row of its own. */
import { type ClientFieldFault, faultText } from '../clients/faults.ts';
import { languageNames, worded } from '../layout/switches.ts';
import { type Fragment, type Html, html } from '../markup/html.ts';
import { type Field, selection, textArea, textField, tick } from '../parts/field.ts';
import { locales, type PlainKey, type Text } from '../text/catalogue.ts';
import {
  type MemberPart,
  memberField,
  memberKinds,
  memberParts,
  mostMembers,
} from './details-type-fields.ts';

export type Sheet = {
  readonly values: Readonly<Record<string, string>>;
  readonly errors: Readonly<Record<string, ClientFieldFault>>;
  readonly text: Text;
};

type Named = { readonly name: string; readonly label: string; readonly hint?: Fragment };

/** A field with what was entered in it and what is wrong with that. */
export const filled = ({ values, errors, text }: Sheet, { name, label, hint }: Named): Field => ({
  ...{ name, label, value: values[name] },
  ...(hint === undefined ? {} : { hint }),
  ...(errors[name] === undefined ? {} : { error: faultText(errors[name], text) }),
});

export const line = (sheet: Sheet, named: Named): Html =>
  textField({ ...filled(sheet, named), maxlength: 256, spelling: 'exact' });

/** The words of a field for people who read another language, opened where one is wrong. product T-5 */
export function inLanguages(sheet: Sheet, name: string): Html {
  const nameIn = (tag: string): string => `${name}_${tag}`;
  const isWrong = locales.some((tag) => nameIn(tag) in sheet.errors);
  return html`<details class="further"${isWrong && html` open`}><summary>${sheet.text('details_languages')}</summary><div class="fields">${locales.map(
    (tag) => html`<div lang="${tag}">${line(sheet, { name: nameIn(tag), label: languageNames[tag] })}</div>`,
  )}</div></details>`;
}

/** Rows that are empty, for more values. */
const spareRows = 3;

export function memberRows(sheet: Sheet): Html {
  const { text } = sheet;
  const rows = Array.from({ length: mostMembers }, (_, index) => index);
  const last = rows.findLastIndex((index) =>
    Object.keys({ ...sheet.values, ...sheet.errors }).some((name) =>
      name.startsWith(memberField(index, 'label').replace(/label$/, '')),
    ),
  );
  return html`<fieldset class="panel form scope-rows"><legend>${text('details_members')}</legend><p class="quiet">${text.rich('details_members_hint', { example: html`<code>to.name</code>` })}</p>
${rows.slice(0, last + 1 + spareRows).map((index) => memberRow(index, sheet))}</fieldset>`;
}

const labels: Readonly<Record<MemberPart, PlainKey>> = {
  ...{ path: 'details_path', kind: 'details_kind', required: 'details_required', label: 'details_label' },
  ...{ values: 'details_values', least: 'details_least', most: 'details_most' },
};

function memberRow(index: number, sheet: Sheet): Html {
  const { text, values, errors } = sheet;
  const field = (part: MemberPart, hint?: PlainKey): Named => ({
    ...{ name: memberField(index, part), label: text(labels[part]) },
    ...(hint === undefined ? {} : { hint: text(hint) }),
  });
  const needed = filled(sheet, field('required'));
  const limits = (['values', 'least', 'most'] as const).map((part) => memberField(index, part));
  const isLimited = limits.some((name) => name in values || name in errors);
  return html`<div class="scope-row" role="group" aria-label="${text('details_member', { number: index + 1 })}">
${line(sheet, field('path'))}
${line(sheet, field('label'))}
${selection({ ...filled(sheet, field('kind')), options: memberKinds.map(([value, label]) => ({ value, label: text(label) })) })}
${tick({ ...needed, value: '1', checked: needed.value === '1' })}
<details class="further"${isLimited && html` open`}><summary>${text('details_limits')}</summary><div class="fields">
${textArea({ ...filled(sheet, field('values', 'details_values_hint')), rows: 3, maxlength: 16_384 })}
<div class="pair">${line(sheet, field('least'))}${line(sheet, field('most'))}</div>
<p class="quiet">${text('details_limits_hint')}</p></div></details>
${inLanguages(sheet, memberField(index, 'label'))}
</div>`;
}

/** What a field of a row is called; null: it is none of a row. */
export function memberFieldLabel(name: string, text: Text): Fragment | null {
  const [, index, part = '', tag] = /^member_(\d+)_([a-z]+)(?:_(.+))?$/.exec(name) ?? [];
  const known = memberParts.find((one) => one === part);
  if (known === undefined) return null;
  const label = `${text('details_member', { number: Number(index) + 1 })} · ${text(labels[known])}`;
  const language = locales.find((locale) => locale === tag);
  return language === undefined ? label : worded(label, language);
}
