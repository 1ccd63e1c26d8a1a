import { type ConsoleFrame, consoleLayout } from '../console/layout.ts';
import { type Fragment, type Html, html } from '../markup/html.ts';
import { choice, selection, textArea, textField, tick } from '../parts/field.ts';
import { protectedFields } from '../parts/form.ts';
import { announcement } from '../parts/notice.ts';
import { newPasswordField } from '../parts/password.ts';
import {
  addressField,
  claimFields,
  conflict,
  type Entered,
  type FieldFaults,
  type Filling,
  faultIn,
  inputOf,
  plainField,
} from '../parts/person-fields.ts';
import { type PlainKey, textIn } from '../text/catalogue.ts';
import { peoplePath } from './people.ts';

export type NewPersonModel = {
  readonly entered: Entered;
  readonly faults: FieldFaults;
  /** Least characters of a password. */
  readonly least: number;
  /** Whether this server sends mail. */
  readonly mail: 'sent' | 'not_sent';
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

export function newPersonPage({ entered, faults, least, mail }: NewPersonModel, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  const filling = { entered, faults, text };
  const content = html`<form method="post" action="${peoplePath}/new" class="panel form">
${protectedFields(frame)}
${textField({ name: 'username', label: text('field_username'), value: entered['username'], error: faultIn('username', filling), hint: text('username_hint'), required: true, spelling: 'exact', maxlength: 64 })}
${plainField('name', filling)}
${emailFields(filling)}
${roleField(filling)}
${firstWay(filling, mail)}
<div class="fields first-password">
${newPasswordField({ name: 'password', label: text('password'), hint: text('first_password_hint'), error: faultIn('password', filling), least }, text)}
${tickOf('must_change_password', 'must_change', { filling })}
</div>
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

const emailFields = (filling: Filling): Html => {
  const { entered, text } = filling;
  return html`${textField({ name: 'email', label: text('field_email'), value: entered['email'], error: faultIn('email', filling), type: 'email', spelling: 'exact' })}
${tickOf('email_verified', 'email_tick', { filling, hint: text('email_tick_hint') })}`;
};

/** A password, or a link to set one (product.md U-1); the stylesheet hides the password where there is to be a link. */
function firstWay({ entered, text }: Filling, mail: NewPersonModel['mail']): Html {
  const chosen = entered['way'] || 'password';
  const way = (value: 'password' | 'link' | 'mail', label: PlainKey, hint?: PlainKey) =>
    choice({
      ...{ id: `way-${value}`, name: 'way', value, label: text(label), checked: value === chosen },
      hint: hint && text(hint),
    });
  return html`<fieldset class="fields"><legend class="label">${text('first_way')}</legend>
${way('password', 'first_way_password')}
${way('link', 'invite_tick', 'invite_tick_hint')}
${mail === 'sent' && way('mail', 'send_by_mail', 'send_by_mail_hint')}
</fieldset>`;
}

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
