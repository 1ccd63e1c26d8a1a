import { type ConsoleFrame, consoleLayout } from '../console/layout.ts';
import { type Fragment, type Html, html } from '../markup/html.ts';
import { type FieldFault, faultWords } from '../parts/fault.ts';
import { selection, textArea, textField, tick } from '../parts/field.ts';
import { protectedFields } from '../parts/form.ts';
import { announcement } from '../parts/notice.ts';
import { newPasswordField } from '../parts/password.ts';
import { type PlainKey, type Text, textIn } from '../text/catalogue.ts';
import { peoplePath } from './people.ts';

export const claimFields = [
  'name',
  'given_name',
  'family_name',
  'middle_name',
  'nickname',
  'profile',
  'picture',
  'website',
  'gender',
  'birthdate',
  'zoneinfo',
  'locale',
  'phone_number',
  'address',
  'groups',
] as const;

/** What is said about a person besides name and e-mail; each a field of the form. */
export type ClaimField = (typeof claimFields)[number];

export type PersonField = ClaimField | 'username' | 'email' | 'password' | 'role';

/** What stands in the form, by the name of its field; a tick as `1`. */
export type Entered = Readonly<Record<string, string | undefined>>;

/** What is wrong, by field. */
export type FieldFaults = Readonly<Partial<Record<PersonField, FieldFault>>>;

export type NewPersonModel = {
  readonly entered: Entered;
  readonly faults: FieldFaults;
  /** Least characters of a password. */
  readonly least: number;
};

export type EditPersonModel = {
  readonly path: string;
  readonly username: string;
  /** Of the record the edit is of. product A-8 */
  readonly version: number;
  readonly entered: Entered;
  readonly faults: FieldFaults;
  /** Nobody takes the role from themselves. product U-2 */
  readonly isSelf: boolean;
  /** Whether this server keeps their password. */
  readonly password: 'here' | 'elsewhere';
  /** What is stored now, where somebody was faster. */
  readonly stored?: Entered;
  readonly refused?: 'last_administrator' | 'yourself';
};

type Filling = { readonly entered: Entered; readonly faults: FieldFaults; readonly text: Text };

export function newPersonPage({ entered, faults, least }: NewPersonModel, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  const filling = { entered, faults, text };
  const content = html`<form method="post" action="${peoplePath}/new" class="panel form">
${protectedFields(frame)}
${textField({ name: 'username', label: text('field_username'), value: entered['username'], error: faultIn('username', filling), hint: text('username_hint'), required: true, spelling: 'exact', maxlength: 64 })}
${plainField('name', filling)}
${emailFields(filling)}
${roleField(filling)}
${newPasswordField({ name: 'password', label: text('password'), hint: text('first_password_hint'), error: faultIn('password', filling), least }, text)}
${tickOf('invite', 'invite_tick', { filling, hint: text('invite_tick_hint') })}
${tickOf('must_change_password', 'must_change', { filling })}
<button class="button primary" type="submit">${text('user_create')}</button>
</form>`;
  const parent = { path: peoplePath, label: text('admin_users') };
  return consoleLayout({ title: text('user_new'), section: peoplePath, parent, content }, frame);
}

export function editPersonPage(model: EditPersonModel, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  const { path, username, version, entered, faults, refused, stored, isSelf, password } = model;
  const filling = { entered, faults, text };
  const more = claimFields.filter((field) => field !== 'name' && field !== 'groups');
  const isOpen = more.some((field) => (entered[inputOf(field)] ?? '') !== '' || faults[field] !== undefined);
  const content = html`${stored !== undefined && conflict(stored, entered, text)}
${refused !== undefined && announcement('danger', 'failure', text(`refused_${refused}`))}
<form method="post" action="${path}/edit" class="panel form">
${protectedFields(frame, { version: String(version) })}
${plainField('name', filling)}
${emailFields(filling)}
${isSelf ? html`<input type="hidden" name="role" value="${entered['role'] ?? 'user'}">` : roleField(filling)}
${textArea({ name: 'groups', label: text('field_groups'), value: entered['groups'], error: faultIn('groups', filling), hint: text('groups_hint'), rows: 2 })}
${password === 'here' && tickOf('must_change_password', 'must_change', { filling })}
<details class="further"${isOpen && html` open`}><summary>${text('more_about')}</summary><div class="fields">
${more.map((field) => (field === 'address' ? addressField(filling) : plainField(field, filling)))}
${tickOf('phone_number_verified', 'phone_tick', { filling })}
</div></details>
<div class="ask-actions"><button class="button primary" type="submit">${text('user_save')}</button><a class="button" href="${path}">${text('cancel')}</a></div>
</form>`;
  const parent = { path, label: username };
  const title = text('user_edit_title', { name: username });
  return consoleLayout({ title, section: peoplePath, parent, content }, frame);
}

const hints: Readonly<Partial<Record<ClaimField, PlainKey>>> = {
  birthdate: 'birthdate_hint',
  zoneinfo: 'zoneinfo_hint',
  locale: 'locale_hint',
};

/** The full name is posted as scripts know it. product U-1 */
export const inputOf = (field: ClaimField): string => (field === 'name' ? 'full_name' : field);

const plainField = (field: ClaimField, { entered, faults, text }: Filling): Html =>
  textField({
    name: inputOf(field),
    label: text(`field_${field}`),
    value: entered[inputOf(field)],
    error: faultIn(field, { faults, text }),
    ...(hints[field] === undefined ? {} : { hint: text(hints[field]) }),
  });

const addressField = ({ entered, faults, text }: Filling): Html =>
  textArea({
    name: 'address',
    label: text('field_address'),
    value: entered['address'],
    error: faultIn('address', { faults, text }),
  });

const emailFields = (filling: Filling): Html => {
  const { entered, text } = filling;
  return html`${textField({ name: 'email', label: text('field_email'), value: entered['email'], error: faultIn('email', filling), type: 'email', spelling: 'exact' })}
${tickOf('email_verified', 'email_tick', { filling, hint: text('email_tick_hint') })}`;
};

const roleField = ({ entered, text }: Filling): Html =>
  selection({
    name: 'role',
    label: text('user_role'),
    value: entered['role'] ?? 'user',
    options: [
      { value: 'user', label: text('role_user') },
      { value: 'admin', label: text('role_admin') },
    ],
  });

const tickOf = (
  name: string,
  label: PlainKey,
  { filling: { entered, text }, hint }: { readonly filling: Filling; readonly hint?: Fragment },
): Html => tick({ name, label: text(label), checked: entered[name] === '1', hint });

function faultIn(field: PersonField, { faults, text }: Pick<Filling, 'faults' | 'text'>): string | undefined {
  const fault = faults[field];
  return fault === undefined ? undefined : faultWords(fault, text);
}

/** Both versions of what differs; the form below holds what was entered. product A-8 */
function conflict(stored: Entered, entered: Entered, text: Text): Html {
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
${
  differing.length > 0 &&
  html`<div class="panel listing"><table class="list"><caption class="visually-hidden">${text('conflict_title')}</caption>
<thead><tr><th scope="col">${text('conflict_field')}</th><th scope="col">${text('conflict_stored')}</th><th scope="col">${text('conflict_yours')}</th></tr></thead>
<tbody>${differing.map(
    ([name, label]) => html`<tr><th scope="row">${text(label)}</th>
<td data-label="${text('conflict_stored')}">${shown(name, stored[name])}</td>
<td data-label="${text('conflict_yours')}">${shown(name, entered[name])}</td></tr>`,
  )}</tbody></table></div>`
}</section>`;
}
