/** Owns how that is listed which waits for a decision of an administrator. */
import { type Fragment, type Html, html } from '../markup/html.ts';
import { protectedFields } from '../parts/form.ts';
import { moment } from '../parts/moment.ts';
import { textIn } from '../text/catalogue.ts';
import type { ConsoleFrame } from './layout.ts';

export type WaitingItem = {
  readonly name: Fragment;
  readonly below: Fragment;
  /** Epoch seconds. */
  readonly since: number;
  /** Whom the buttons are about, for those who do not see the row. */
  readonly of: string;
  /** Where each decision is posted, and what its button says. */
  readonly decisions: readonly (readonly [action: string, verb: string])[];
};

type Waiting = {
  readonly caption: string;
  /** What the first column has. */
  readonly one: string;
  readonly items: readonly WaitingItem[];
};

export function waitingTable({ caption, one, items }: Waiting, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  const button = (action: string, verb: string, of: string): Html =>
    html`<form method="post" action="${action}">${protectedFields(frame)}<button class="button small" type="submit">${verb}<span class="visually-hidden"> · ${of}</span></button></form>`;
  const row = ({ name, below, since, of, decisions }: WaitingItem): Html =>
    html`<tr><th scope="row"><span class="cell-name">${name}</span><span class="cell-below">${below}</span></th>
<td data-label="${text('waiting_since')}">${moment(since, frame)}</td>
<td class="act"><div class="acts">${decisions.map(([action, verb]) => button(action, verb, of))}</div></td></tr>`;
  return html`<div class="panel listing"><table class="list"><caption class="visually-hidden">${caption}</caption>
<thead><tr><th scope="col">${one}</th><th scope="col">${text('waiting_since')}</th><th scope="col"><span class="visually-hidden">${text('actions')}</span></th></tr></thead>
<tbody>${items.map(row)}</tbody></table></div>`;
}
