import { type ConsoleFrame, consoleLayout } from '../console/layout.ts';
import { type Html, html } from '../markup/html.ts';
import { icons } from '../markup/icons.ts';
import { emptyState } from '../parts/empty.ts';
import { protectedFields } from '../parts/form.ts';
import { moment } from '../parts/moment.ts';
import { textIn } from '../text/catalogue.ts';

export const signUpsPath = '/admin/users/sign-ups';

export type SignUpRow = {
  readonly id: string;
  readonly name: string;
  readonly address: string;
  /** Epoch seconds since when they wait. */
  readonly since: number;
};

/** Whom an administrator has to decide about before they get an account (mail.md M-7). */
export function signUpsPage(rows: readonly SignUpRow[], frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  const content =
    rows.length === 0
      ? emptyState(icons.people, { title: text('sign_ups_none'), sentence: text('sign_ups_empty') })
      : html`<section class="panel latest" aria-label="${text('sign_ups')}"><ol>${rows.map((row) => rowOf(row, frame))}</ol></section>`;
  return consoleLayout(
    {
      ...{ title: text('sign_ups'), section: '/admin/users', lead: text('sign_ups_lead'), content },
      parent: { path: '/admin/users', label: text('admin_users') },
    },
    frame,
  );
}

function rowOf({ id, name, address, since }: SignUpRow, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  const button = (decision: 'approve' | 'decline', look: string) =>
    html`<form method="post" action="${signUpsPath}/${id}/${decision}">${protectedFields(frame)}<button class="button small${look}" type="submit">${text(`sign_up_${decision}`)}<span class="visually-hidden"> · ${address}</span></button></form>`;
  return html`<li><span class="cell-lines"><span>${name}</span><code>${address}</code></span>${moment(since, frame)}<div class="pair">${button('approve', ' primary')}${button('decline', '')}</div></li>`;
}
