/** Owns the hidden fields every form of this server carries. */
import type { Frame } from '../layout/frame.ts';
import { type Html, html } from '../markup/html.ts';

export type HiddenFields = Readonly<Record<string, string | undefined>>;

/** What a form of a suspended request carries. */
export type FlowForm = {
  readonly flow: string;
  /** Epoch seconds: how long the flow can be used. */
  readonly until: number;
  /** The request as it was sent, to begin with again once the flow is over. */
  readonly request: string;
};

/** Longest request a form carries along; a longer one begins again from its application only. */
const longestRequest = 8192;

export const flowFields = ({ flow, until, request }: FlowForm): HiddenFields => ({
  flow,
  until: String(until),
  request: request.length <= longestRequest ? request : undefined,
});

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
