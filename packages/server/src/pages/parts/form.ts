/** Owns the hidden fields every form of this server carries. */
import type { Frame } from '../layout/frame.ts';
import { type Html, html } from '../markup/html.ts';

export type HiddenFields = Readonly<Record<string, string | undefined>>;

/** One hidden field per defined value. */
export function hiddenFields(fields: HiddenFields): readonly Html[] {
  return Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`);
}

/** The same, led by the token that proves the form is ours. security.md B-4 */
export function protectedFields(frame: Frame, fields: HiddenFields = {}): readonly Html[] {
  return hiddenFields({ csrf_token: frame.csrfToken, ...fields });
}
