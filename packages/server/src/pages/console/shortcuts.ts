/** Owns the list of keys that do something by themselves, and its switch. product A-6 */
import type { Frame } from '../layout/frame.ts';
import { type Html, html } from '../markup/html.ts';
import { hiddenFields } from '../parts/form.ts';
import type { Text } from '../text/catalogue.ts';

const keys = [
  ['/', 'shortcut_search'],
  ['?', 'shortcut_list'],
  ['Esc', 'shortcut_close'],
] as const;

/** Opened by the script alone; where shortcuts are off, there is nothing to open. */
export function shortcutList(frame: Frame, text: Text): Html | false {
  if (frame.shortcuts === 'off') return false;
  return html`<dialog class="dialog" id="shortcut-list" aria-labelledby="shortcuts-title"><h2 id="shortcuts-title">${text('shortcuts')}</h2>
<dl class="keys">${keys.map(([key, means]) => html`<div class="key-row"><dt><kbd>${key}</kbd></dt><dd>${text(means)}</dd></div>`)}</dl>
<div class="ask-actions"><form method="dialog"><button class="button">${text('close')}</button></form>${offSwitch(frame, text)}</div>
<p class="quiet">${text('shortcuts_back')}</p></dialog>`;
}

const offSwitch = (frame: Frame, text: Text): Html | false =>
  frame.here !== undefined &&
  frame.csrfToken !== undefined &&
  html`<form method="post" action="/preferences">${hiddenFields({ csrf_token: frame.csrfToken, back: frame.here })}<button class="button" name="shortcuts" value="off">${text('shortcuts_off')}</button></form>`;
