/** Owns the page that names the object and the consequence before anything ends. product A-3 */
import { type Fragment, type Html, html, ownPath } from '../markup/html.ts';
import { protectedFields } from '../parts/form.ts';
import { announcement } from '../parts/notice.ts';
import { type Text, textIn } from '../text/catalogue.ts';
import { type ConsoleFrame, type ConsolePage, consoleLayout } from './layout.ts';

export type Question = Pick<ConsolePage, 'title' | 'section' | 'parent'> & {
  readonly consequence: Fragment;
  /** Between the consequence and the buttons: notices, and fields of the form. */
  readonly more?: Fragment;
  /** What cannot be redone asks for a name to be typed. */
  readonly typed?: TypedName;
  /** The path that does it. */
  readonly action: string;
  /** On its button. */
  readonly verb: string;
  /** `light`: nothing is lost by it; absent: something ends. */
  readonly weight?: 'light';
  /** Where it leads not to do it. */
  readonly back: string;
};

/** What was typed where a name is asked for. */
export type NameTyped = {
  readonly state: 'untyped' | 'mistyped';
  /** What stands in the field. */
  readonly entered?: string | undefined;
};

export type TypedName = NameTyped & {
  readonly name: string;
  /** Whose name it is. */
  readonly of: 'somebody_else' | 'object';
};

export function questionPage(question: Question, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  const { title, section, parent, consequence, more, typed, action, verb, weight, back } = question;
  const content = html`<form method="post" action="${ownPath(action) ?? section}" class="panel ask">
${protectedFields(frame)}
<p>${consequence}</p>
${more}
${typed && nameField(typed, text)}
<div class="ask-actions">
<button class="button ${weight === 'light' ? 'primary' : 'destructive'}" type="submit">${verb}</button>
<a class="button" href="${back}">${text('cancel')}</a>
</div>
</form>`;
  return consoleLayout({ title, section, ...(parent === undefined ? {} : { parent }), content }, frame);
}

const namings = {
  somebody_else: ['type_username', 'type_username_wrong'],
  object: ['type_object', 'type_object_wrong'],
} as const;

function nameField({ name, of, state, entered }: TypedName, text: Text): Html {
  const [label, wrong] = namings[of];
  const fault = state === 'mistyped' && html` aria-invalid="true" aria-describedby="failure"`;
  return html`<div class="field"><label for="name">${text.rich(label, { name: html`<strong>${name}</strong>` })}</label>
<input id="name" name="name" type="text" value="${entered ?? ''}" autocomplete="off" autocapitalize="none" spellcheck="false" maxlength="256" required${fault}></div>
${state === 'mistyped' && announcement('danger', 'failure', text(wrong))}`;
}
