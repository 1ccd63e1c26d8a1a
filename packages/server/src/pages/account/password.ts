import { type ConsoleFrame, consoleLayout } from '../console/layout.ts';
import { type Html, html } from '../markup/html.ts';
import { type FieldFault, faultWords } from '../parts/fault.ts';
import { tick } from '../parts/field.ts';
import { hiddenFields, protectedFields } from '../parts/form.ts';
import { notice } from '../parts/notice.ts';
import { newPasswordField } from '../parts/password.ts';
import { textIn } from '../text/catalogue.ts';

export type OwnPasswordModel =
  /** Another system has it: the directory that checks it, or the application around this server. */
  | { readonly kind: 'external'; readonly keptBy: 'directory' | 'application' }
  | {
      readonly kind: 'form';
      /** Least characters of a password. */
      readonly least: number;
      readonly fault?: FieldFault;
      readonly endsApplications: boolean;
      /** An administrator asks for it. product §2 must_change_password */
      readonly isAsked: boolean;
      /** Where the person was going. */
      readonly redirect?: string;
    };

const path = '/account/password';

/** The person's own password, for whoever signed in a moment ago. product §12.2, S-8 */
export function ownPasswordPage(model: OwnPasswordModel, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  const page = { title: text('own_password'), section: path } as const;
  if (model.kind === 'external')
    return consoleLayout({ ...page, content: notice('info', text(`own_password_${model.keptBy}`)) }, frame);
  const { least, fault, endsApplications, isAsked, redirect } = model;
  const username = frame.account?.username ?? '';
  const content = html`${isAsked && notice('warning', text('own_password_must'))}
<form method="post" action="${path}" class="panel form">
${protectedFields(frame)}${hiddenFields({ redirect })}
<input type="text" name="username" value="${username}" autocomplete="username" class="visually-hidden" aria-label="${text('username')}" tabindex="-1" readonly>
${newPasswordField({ name: 'new_password', label: text('new_password'), error: fault === undefined ? undefined : faultWords(fault, text), least, required: true, focus: true }, text)}
${tick({ name: 'end_applications', label: text('end_applications'), hint: text('end_applications_hint'), checked: endsApplications })}
<button class="button primary" type="submit">${text('own_password')}</button>
</form>`;
  return consoleLayout({ ...page, lead: text('own_password_lead'), content }, frame);
}
