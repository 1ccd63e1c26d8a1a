import { type ConsoleFrame, consoleLayout } from '../console/layout.ts';
import { waitingTable } from '../console/waiting.ts';
import { type Html, html } from '../markup/html.ts';
import { icons } from '../markup/icons.ts';
import { emptyState } from '../parts/empty.ts';
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
      : list(rows, frame);
  return consoleLayout(
    {
      ...{ title: text('sign_ups'), section: '/admin/users', lead: text('sign_ups_lead'), content },
      parent: { path: '/admin/users', label: text('admin_users') },
    },
    frame,
  );
}

function list(rows: readonly SignUpRow[], frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  const decisions = ['approve', 'decline'] as const;
  const items = rows.map(({ id, name, address, since }) => ({
    ...{ name, below: html`<code>${address}</code>`, since, of: address },
    decisions: decisions.map(
      (decision) => [`${signUpsPath}/${id}/${decision}`, text(`sign_up_${decision}`)] as const,
    ),
  }));
  return waitingTable({ caption: text('sign_ups'), one: text('sign_up_who'), items }, frame);
}
