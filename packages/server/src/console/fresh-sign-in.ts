/** Sensitive actions need a sign-in that is not long ago; else the person confirms and lands back (product.md S-8). */

import { type Params, secondOf } from '@grantor/protocol';
import type { Outgoing } from '../http/message.ts';
import { seeOther } from '../http/send.ts';
import type { Visit } from './visit.ts';

type Answer = (visit: Visit) => Promise<Outgoing>;
type FormAnswer = (visit: Visit, form: Params) => Promise<Outgoing>;

/** In seconds. */
const freshFor = 15 * 60;
/** What a form needs when it is opened: time to fill it in is left. */
const freshToOpen = 10 * 60;

/** Of a page on which only a part needs it. */
export const isFreshToOpen = (visit: Visit): boolean => isFresh(visit, freshToOpen);
export const isFreshForForm = (visit: Visit): boolean => isFresh(visit, freshFor);

/** For the page that asks. */
export const whenFresh =
  (answer: Answer): Answer =>
  async (visit) =>
    isFresh(visit, freshToOpen) ? answer(visit) : confirmFirst(visit);

/** For the form of it. */
export const whenFreshForm =
  (answer: FormAnswer): FormAnswer =>
  async (visit, form) =>
    isFresh(visit, freshFor) ? answer(visit, form) : confirmFirst(visit);

/** For a form with so much in it that it is shown again instead, with `ask`. */
export const whenFreshOr =
  (ask: FormAnswer, answer: FormAnswer): FormAnswer =>
  async (visit, form) =>
    isFresh(visit, freshFor) ? answer(visit, form) : ask(visit, form);

const isFresh = ({ site, person }: Visit, seconds: number): boolean =>
  secondOf(site.now()) - person.confirmedAt <= seconds;

/** To the page that asks, whose path its form is posted to. */
const confirmFirst = ({ exchange, caller }: Visit): Outgoing =>
  seeOther(`/login/confirm?${new URLSearchParams({ redirect: exchange.path })}`, caller.cookies);
