/** What cannot be redone asks for the name of its object, of whoever signed in lately (product.md A-3, S-8). */

import type { Params } from '@grantor/protocol';
import type { Outgoing } from '../http/message.ts';
import type { ConsoleFrame, Html, NameTyped } from '../pages/index.ts';
import { whenFresh, whenFreshForm } from './fresh-sign-in.ts';
import {
  type ConsoleHandler,
  forAdministrator,
  forAdministratorForm,
  forOwnForm,
  forPerson,
  show,
  showAgain,
  type Visit,
} from './visit.ts';

export type NamedEnding<Found> = {
  /** What the path names. Throws where there is nothing. */
  readonly find: (visit: Visit) => Promise<Found>;
  /** What has to be typed. */
  readonly nameOf: (found: Found) => string;
  /** How what was typed is read; absent: letter by letter. */
  readonly read?: (entered: string) => string;
  /** The question, with what stands in its field. */
  readonly page: (found: Found, typed: NameTyped, frame: ConsoleFrame) => Html;
  readonly end: (visit: Visit, found: Found) => Promise<Outgoing>;
};

const doors = {
  administrator: { ask: forAdministrator, take: forAdministratorForm },
  owner: { ask: forPerson, take: forOwnForm },
} as const;

/** The page that asks, and what takes its form: ends what it is about only where the name is right. */
export function byTypedName<Found>(
  { find, nameOf, read = (entered) => entered, page, end }: NamedEnding<Found>,
  by: keyof typeof doors = 'administrator',
): { readonly ask: ConsoleHandler; readonly post: ConsoleHandler } {
  const question = async (visit: Visit): Promise<Outgoing> => {
    const found = await find(visit);
    const entered = visit.stale?.get('name');
    return show(visit, (frame) => page(found, { state: 'untyped', entered }, frame));
  };
  const answer = async (visit: Visit, form: Params): Promise<Outgoing> => {
    const found = await find(visit);
    const entered = form.get('name') ?? '';
    if (read(entered) === nameOf(found)) return end(visit, found);
    return showAgain(visit, 'the name that was typed is another one', (frame) =>
      page(found, { state: 'mistyped', entered }, frame),
    );
  };
  const { ask, take } = doors[by];
  return { ask: ask(whenFresh(question)), post: take(whenFreshForm(answer), question) };
}
