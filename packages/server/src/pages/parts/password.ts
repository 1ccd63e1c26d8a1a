/** Owns the field for a new password: with the rules beside it, and shown on request. product S-1, N-3 */
import { type Fragment, type Html, html } from '../markup/html.ts';
import type { Text } from '../text/catalogue.ts';

export type NewPasswordField = {
  readonly name: string;
  readonly label: string;
  readonly hint?: Fragment;
  readonly error?: string | undefined;
  /** PASSWORD_MIN_LENGTH */
  readonly least: number;
  readonly required?: boolean;
  readonly focus?: boolean;
};

export function newPasswordField(field: NewPasswordField, text: Text): Html {
  const { name, label, hint, error, least } = field;
  const describedBy = `${name}-rules${hint === undefined ? '' : ` ${name}-hint`}${error === undefined ? '' : ` ${name}-error`}`;
  return html`<div class="field"><label for="${name}">${label}</label>
<div class="joined"><input id="${name}" name="${name}" type="password" autocomplete="new-password" maxlength="1024" aria-describedby="${describedBy}"${error !== undefined && html` aria-invalid="true"`}${field.required === true && html` required`}${field.focus === true && html` autofocus`}>
${revealButton(name, text)}</div>
${error !== undefined && html`<p class="field-error" id="${name}-error">${error}</p>`}
<p class="quiet field-hint" id="${name}-rules">${text('password_rules', { count: least })}</p>
${hint !== undefined && html`<p class="quiet field-hint" id="${name}-hint">${hint}</p>`}</div>`;
}

/** Shows what is typed into the password field of this id; there where the script runs. */
export const revealButton = (id: string, text: Text): Html =>
  html`<button class="reveal" type="button" aria-controls="${id}" data-reveal="${id}" hidden>${face('show', text)}${face('hide', text)}</button>`;

/** One side of the toggle: short for the eye, whole for those who hear it. */
function face(side: 'show' | 'hide', text: Text): Html {
  return html`<span data-face="${side}"${side === 'hide' && html` hidden`}><span aria-hidden="true">${text(side)}</span><span class="visually-hidden">${text(`${side}_password`)}</span></span>`;
}
