import { type ConsoleFrame, consoleLayout } from '../console/layout.ts';
import { themes } from '../layout/frame.ts';
import { languageNames } from '../layout/switches.ts';
import { type Html, html } from '../markup/html.ts';
import { selection, textField } from '../parts/field.ts';
import { protectedFields } from '../parts/form.ts';
import { notice } from '../parts/notice.ts';
import {
  addressField,
  type ClaimField,
  claimFields,
  conflict,
  type Entered,
  type FieldFaults,
  type Filling,
  faultIn,
  inputOf,
  plainField,
} from '../parts/person-fields.ts';
import { locales, type PlainKey, textIn } from '../text/catalogue.ts';
import { languageDisplay } from '../text/formats.ts';
import { type MailPanels, mailPanels } from './mail-panels.ts';

export type ProfileModel =
  /** Another system has the record; what is empty is absent. */
  | { readonly kind: 'external'; readonly keptBy: 'directory' | 'application'; readonly entered: Entered }
  | {
      readonly kind: 'form';
      /** Of the record the edit is of. product A-8 */
      readonly version: number;
      readonly entered: Entered;
      readonly faults: FieldFaults;
      /** What is stored now, where somebody was faster. */
      readonly stored?: Entered;
      /** Another e-mail address needs a sign-in of a moment ago. product S-8 */
      readonly email: 'open' | 'confirm_first';
      /** null: this server sends no mail. */
      readonly mail: MailPanels | null;
    };

const path = '/account/profile';
const names = ['name', 'given_name', 'family_name', 'nickname'] as const;
const further = [
  'middle_name',
  'website',
  'profile',
  'picture',
  'gender',
  'birthdate',
  'phone_number',
] as const;

/** What is known about the person, for themselves. product §12.2 */
export function profilePage(model: ProfileModel, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  const content = model.kind === 'external' ? facts(model, frame) : form(model, frame);
  return consoleLayout({ title: text('profile'), section: path, lead: text('profile_lead'), content }, frame);
}

function facts({ entered, keptBy }: Extract<ProfileModel, { kind: 'external' }>, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  const labels: readonly (readonly [string, PlainKey])[] = [
    ['email', 'field_email'],
    ...claimFields.map((field) => [inputOf(field), `field_${field}`] as const),
  ];
  const shown = labels.filter(([name]) => (entered[name] ?? '') !== '');
  return html`${notice('info', text(`profile_${keptBy}`))}
${shown.length > 0 && html`<dl class="panel details">${shown.map(([name, label]) => html`<div><dt>${text(label)}</dt><dd>${entered[name]}</dd></div>`)}</dl>`}`;
}

function form(model: Extract<ProfileModel, { kind: 'form' }>, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  const { entered, faults, stored, version, mail } = model;
  const filling: Filling = { entered, faults, text };
  const about: readonly ClaimField[] = [...further, 'address'];
  const isOpen = about.some((field) => faults[field] !== undefined);
  return html`${stored !== undefined && conflict(stored, entered, text)}
<form method="post" action="${path}" class="panel form">
${protectedFields(frame, { version: String(version) })}
${names.map((field) => plainField(field, filling))}
${emailField(model, filling)}
${languageField(filling, frame.locale)}
${plainField('zoneinfo', filling)}
${selection({ name: 'theme', label: text('theme'), value: frame.theme, hint: text('theme_hint'), options: themes.map((value) => ({ value, label: text(`theme_${value}`) })) })}
${shortcutsField(frame)}
<details class="further"${isOpen && html` open`}><summary>${text('profile_further')}</summary><div class="fields">
${further.map((field) => plainField(field, filling))}
${addressField(filling)}
</div></details>
<button class="button primary" type="submit">${text('user_save')}</button>
</form>
${mail !== null && mailPanels(mail, frame)}`;
}

const shortcutsField = (frame: ConsoleFrame): Html => {
  const text = textIn(frame.locale);
  return selection({
    ...{ name: 'shortcuts', label: text('shortcuts'), value: frame.shortcuts ?? 'on' },
    hint: text('shortcuts_hint'),
    options: [
      { value: 'on', label: text('shortcuts_on') },
      { value: 'off', label: text('shortcuts_none') },
    ],
  });
};

function emailField({ email }: Extract<ProfileModel, { kind: 'form' }>, filling: Filling): Html {
  const { entered, text } = filling;
  const field = { name: 'email', label: text('field_email'), error: faultIn('email', filling) } as const;
  if (email === 'open')
    return textField({
      ...{ ...field, value: entered['email'], hint: text('profile_email_hint') },
      ...{ type: 'email', autocomplete: 'email', spelling: 'exact' },
    });
  const confirm = html`<a href="/login/confirm?redirect=${encodeURIComponent(path)}">${text('profile_email_confirm')}</a>`;
  return html`<div class="field"><p class="label">${field.label}</p><p>${entered['email'] || '–'}</p>
${field.error !== undefined && html`<p class="field-error" data-failure tabindex="-1">${field.error}</p>`}
<p class="quiet field-hint">${confirm}</p></div>`;
}

/** The languages there are, and another that somebody gave. */
function languageField(filling: Filling, locale: string): Html {
  const { entered, text } = filling;
  const value = entered['locale'] ?? '';
  const known = locales.map((locale) => ({
    value: locale,
    label: languageNames[locale],
    lang: locale,
  }));
  const others =
    value === '' || known.some((one) => one.value === value)
      ? []
      : [{ value, label: nameOfLanguage(value, locale) }];
  return selection({
    ...{ name: 'locale', label: text('field_locale'), value, error: faultIn('locale', filling) },
    options: [{ value: '', label: text('language_of_browser') }, ...known, ...others],
  });
}

/** A language tag in words; what is none stays as it was given. */
function nameOfLanguage(tag: string, locale: string): string {
  try {
    return languageDisplay(locale).of(tag) ?? tag;
  } catch {
    return tag;
  }
}
