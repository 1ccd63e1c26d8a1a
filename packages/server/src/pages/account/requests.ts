/** What clients ask of a person whom they named. product §12.2 */
import { type ConsoleFrame, consoleLayout } from '../console/layout.ts';
import { type Html, html } from '../markup/html.ts';
import { icons } from '../markup/icons.ts';
import { type ClientIdentity, portrait } from '../parts/client.ts';
import { emptyState } from '../parts/empty.ts';
import { moment } from '../parts/moment.ts';
import { messageBox, requestsPath } from '../parts/request.ts';
import { type Text, textIn } from '../text/catalogue.ts';

export type RequestRow = {
  readonly id: string;
  readonly client: ClientIdentity;
  readonly message: string | null;
  /** Epoch seconds. */
  readonly askedAt: number;
  readonly endsAt: number;
};

/** Those that wait now. */
export function requestsPage({ rows }: { readonly rows: readonly RequestRow[] }, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  const content =
    rows.length === 0
      ? emptyState(icons.check, { title: text('requests_empty_title'), sentence: text('requests_empty') })
      : html`<ul class="fields">${rows.map((row) => rowOf(row, frame, text))}</ul>`;
  return consoleLayout(
    {
      ...{ title: text('requests_title'), section: '/account', lead: text('requests_lead'), content },
      parent: { path: '/account', label: text('account') },
    },
    frame,
  );
}

function rowOf({ id, client, message, askedAt, endsAt }: RequestRow, frame: ConsoleFrame, text: Text): Html {
  return html`<li class="panel form"><div class="door-head">${portrait(client)}<strong>${client.name}</strong></div>
${messageBox(message, text)}
<dl class="facts">
<div><dt>${text('requests_asked')}</dt><dd>${moment(askedAt, frame)}</dd></div>
<div><dt>${text('requests_ends')}</dt><dd>${moment(endsAt, frame)}</dd></div>
</dl>
<div class="ask-actions"><a class="button primary" href="${requestsPath}/${id}">${text('requests_open')}<span class="visually-hidden"> · ${client.name}</span></a></div></li>`;
}
