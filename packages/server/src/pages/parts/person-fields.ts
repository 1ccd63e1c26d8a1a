/** Owns the fields about a person, as administrators fill them in and people for themselves. product §2 */

import { textClaims } from '../../people/person-fields.ts';
import { type Html, html } from '../markup/html.ts';
import type { PlainKey, Text } from '../text/catalogue.ts';
import { conflictTable } from './conflict.ts';
import { type FieldFault, faultWords } from './fault.ts';
import { textArea, textField } from './field.ts';
import { announcement } from './notice.ts';

export const claimFields = [...textClaims, 'address', 'groups'] as const;

/** What is said about a person besides name and e-mail; each a field of the form. */
export type ClaimField = (typeof claimFields)[number];

export type PersonField = ClaimField | 'username' | 'email' | 'password' | 'role';

/** What stands in the form, by the name of its field; a tick as `1`. */
export type Entered = Readonly<Record<string, string | undefined>>;

/** What is wrong, by field. */
export type FieldFaults = Readonly<Partial<Record<PersonField, FieldFault>>>;

export type Filling = { readonly entered: Entered; readonly faults: FieldFaults; readonly text: Text };

const hints: Readonly<Partial<Record<ClaimField, PlainKey>>> = {
  birthdate: 'birthdate_hint',
  zoneinfo: 'zoneinfo_hint',
  locale: 'locale_hint',
};

/** The full name is posted as scripts know it. product U-1 */
export const inputOf = (field: ClaimField): string => (field === 'name' ? 'full_name' : field);

export const plainField = (field: ClaimField, { entered, faults, text }: Filling): Html =>
  textField({
    name: inputOf(field),
    label: text(`field_${field}`),
    value: entered[inputOf(field)],
    error: faultIn(field, { faults, text }),
    ...(hints[field] === undefined ? {} : { hint: text(hints[field]) }),
  });

export const addressField = ({ entered, faults, text }: Filling): Html =>
  textArea({
    name: 'address',
    label: text('field_address'),
    value: entered['address'],
    error: faultIn('address', { faults, text }),
  });

export function faultIn(
  field: PersonField,
  { faults, text }: Pick<Filling, 'faults' | 'text'>,
): string | undefined {
  const fault = faults[field];
  return fault === undefined ? undefined : faultWords(fault, text);
}

/** Both versions of what differs; the form below holds what was entered. product A-8 */
export function conflict(stored: Entered, entered: Entered, text: Text): Html {
  const labels: readonly (readonly [string, PlainKey])[] = [
    ...claimFields.map((field) => [inputOf(field), `field_${field}`] as const),
    ['email', 'field_email'],
    ['email_verified', 'email_tick'],
    ['phone_number_verified', 'phone_tick'],
    ['role', 'user_role'],
    ['must_change_password', 'must_change'],
  ];
  const differing = labels.filter(([name]) => (stored[name] ?? '') !== (entered[name] ?? ''));
  const shown = (name: string, value = ''): string => {
    if (name === 'role') return text(value === 'admin' ? 'role_admin' : 'role_user');
    return value === '1' ? '✓' : value === '' ? '–' : value;
  };
  return html`<section class="conflict">${announcement('warning', 'failure', html`<strong>${text('conflict_title')}</strong> ${text('conflict_lead')}`)}
${conflictTable(
  differing.map(([name, label]) => ({
    label: text(label),
    stored: shown(name, stored[name]),
    entered: shown(name, entered[name]),
  })),
  text('conflict_title'),
  text,
)}</section>`;
}
