/** Owns how other providers look: their marks, and the buttons that lead there. */
import { type Html, html } from '../markup/html.ts';
import { icons } from '../markup/icons.ts';
import { marks } from '../markup/marks.ts';
import type { Text } from '../text/catalogue.ts';

export type ProviderChoice = {
  /** Its part of paths. */
  readonly name: string;
  readonly label: string;
  readonly mark: keyof typeof marks | 'other';
};

export const providerMark = (mark: ProviderChoice['mark']): Html =>
  mark === 'other' ? icons.key : marks[mark];

/** Of the form of the sign-in page: what it carries goes along, but nothing in it need be filled in. */
export function providerButtons(
  providers: readonly ProviderChoice[],
  { purpose }: { readonly purpose: 'sign_in' | 'reauthenticate' | 'confirm' },
  text: Text,
): Html {
  const more = purpose === 'confirm' ? html` name="purpose" value="confirm"` : '';
  return html`<div class="providers"><p class="divider"><span>${text('without_password')}</span></p>
${providers.map(
  ({ name, label, mark }) =>
    html`<button class="button" type="submit" formaction="/auth/login/${name}" formnovalidate${more}>${providerMark(mark)}<span>${text('login_through', { provider: label })}</span></button>`,
)}</div>`;
}
