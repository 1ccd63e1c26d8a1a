/** Owns the messages inside a card. */
import { type Fragment, type Html, html } from '../markup/html.ts';
import { icons } from '../markup/icons.ts';
import type { Text } from '../text/catalogue.ts';

export type NoticeTone = 'danger' | 'warning' | 'info';

const icon = { danger: icons.alert, warning: icons.warning, info: icons.info } as const;

/** A message that belongs to the page as a whole. */
export function notice(tone: NoticeTone, message: Fragment): Html {
  return html`<div class="notice ${tone}">${icon[tone]}<p>${message}</p></div>`;
}

/** What became of the last attempt: announced at once, and focused first by the script unless it is mere news. */
export function announcement(tone: NoticeTone, id: string, message: Fragment): Html {
  const focus = tone !== 'info' && html` tabindex="-1" data-failure`;
  return html`<div class="notice ${tone}" id="${id}" role="alert"${focus}>${icon[tone]}<p>${message}</p></div>`;
}

/** What was done, said once at the head of the next page; or that somebody else had done it. product A-4 */
export function result(message: Fragment, by: 'you' | 'others'): Html {
  const [tone, mark] = by === 'you' ? ['success', icons.check] : ['info', icons.info];
  return html`<div class="notice ${tone}" role="status" data-toast>${mark}<p>${message}</p></div>`;
}

/** Why a form is shown again instead of acted on: it is another one now, or it was out of date. */
export type Again = 'changed' | 'stale';

/** Says so, if it is: announced at once and focused first. product S-7, protocol.md IN-6 */
export const againNotice = (again: Again | undefined, text: Text): Html | false =>
  again !== undefined &&
  html`<div class="notice info" id="failure" role="alert" tabindex="-1" data-failure>${icons.info}<p>${text(again)}</p></div>`;
