/** Owns the fields of forms: a label, what is wrong, a hint, and what was entered before. */
import { type Fragment, type Html, html } from '../markup/html.ts';

export type Field = {
  readonly name: string;
  readonly label: string;
  readonly value?: string | undefined;
  readonly hint?: Fragment;
  /** What is wrong with it, in words. */
  readonly error?: Fragment | undefined;
  readonly required?: boolean;
};

export type TextField = Field & {
  readonly type?: 'text' | 'email' | 'password' | 'url' | 'number' | 'date';
  readonly autocomplete?: string;
  readonly inputmode?: 'numeric' | 'text';
  readonly maxlength?: number;
  /** Names and codes: no capital at the start, no red line below. */
  readonly spelling?: 'exact';
  /** Where typing begins: of one field of a page whose only question it is. */
  readonly focus?: 'first';
};

const described = (field: Field): Html => {
  const by = [
    field.hint === undefined || field.hint === false ? '' : `${field.name}-hint`,
    field.error === undefined ? '' : `${field.name}-error`,
  ].filter((id) => id !== '');
  return html`${by.length > 0 && html` aria-describedby="${by.join(' ')}"`}${field.error !== undefined && html` aria-invalid="true"`}${field.required === true && html` required`}`;
};

const around = (field: Field, control: Html): Html =>
  html`<div class="field"><label for="${field.name}">${field.label}</label>
${control}
${field.error !== undefined && html`<p class="field-error" id="${field.name}-error">${field.error}</p>`}
${field.hint && html`<p class="quiet field-hint" id="${field.name}-hint">${field.hint}</p>`}</div>`;

export function textField(field: TextField): Html {
  const { type = 'text', autocomplete = 'off', inputmode, maxlength = 512, spelling, focus } = field;
  const value = type === 'password' ? '' : (field.value ?? '');
  return around(
    field,
    html`<input id="${field.name}" name="${field.name}" type="${type}" value="${value}" autocomplete="${autocomplete}" maxlength="${maxlength}"${inputmode !== undefined && html` inputmode="${inputmode}"`}${spelling === 'exact' && html` autocapitalize="none" spellcheck="false"`}${described(field)}${focus === 'first' && html` autofocus`}>`,
  );
}

type Lines = Field & {
  readonly rows?: number;
  readonly maxlength?: number;
  /** What stands in columns. */
  readonly form?: 'json';
};

/** Several lines: one entry in each, where the hint says so. */
export const textArea = (field: Lines): Html =>
  around(
    field,
    html`<textarea id="${field.name}" name="${field.name}"${field.form && html` class="${field.form}"`} rows="${field.rows ?? 3}" maxlength="${field.maxlength ?? 4096}" autocapitalize="none" spellcheck="false"${described(field)}>${`\n${field.value ?? ''}`}</textarea>`,
  );

export type Option = {
  readonly value: string;
  readonly label: string;
  /** The language of the label, where it is another than that of the page. */
  readonly lang?: string;
};

export const selection = (field: Field & { readonly options: readonly Option[] }): Html =>
  around(
    field,
    html`<select id="${field.name}" name="${field.name}"${described(field)}>${field.options.map(
      ({ value, label, lang }) =>
        html`<option value="${value}"${lang !== undefined && html` lang="${lang}"`}${value === field.value && html` selected`}>${label}</option>`,
    )}</select>`,
  );

/** One of several that go by the same name. */
export const choice = ({
  id,
  name,
  value,
  label,
  checked,
  hint,
}: Pick<Field, 'name' | 'label' | 'hint'> & {
  readonly id: string;
  readonly value: string;
  readonly checked: boolean;
}): Html =>
  html`<div class="choice"><input id="${id}" name="${name}" type="radio" value="${value}"${checked && html` checked`}${hint && html` aria-describedby="${id}-hint"`}><div><label for="${id}">${label}</label>${hint && html`<p class="quiet field-hint" id="${id}-hint">${hint}</p>`}</div></div>`;

/** A box to tick; what it sends when ticked is `value`, `1` unless given. */
export const tick = (field: Field & { readonly checked: boolean }): Html =>
  html`<div class="choice"><input id="${field.name}" name="${field.name}" type="checkbox" value="${field.value ?? '1'}"${field.checked && html` checked`}${described(field)}>
<div><label for="${field.name}">${field.label}</label>${field.error !== undefined && html`<p class="field-error" id="${field.name}-error">${field.error}</p>`}${field.hint && html`<p class="quiet field-hint" id="${field.name}-hint">${field.hint}</p>`}</div></div>`;
