/**
 * Whose second factor is asked for, and why: somebody whose password was right, somebody whose session is to be raised
 * for an application, or somebody who confirms that they are here. Never decides whether a factor is right.
 */

import type { Interaction } from '@grantor/engine';
import { type Params, sha256, type UserId } from '@grantor/protocol';
import type { LiveSession } from '../accounts/sessions.ts';
import { present } from '../authorize/present.ts';
import type { Outgoing } from '../http/message.ts';
import { seeOther } from '../http/send.ts';
import type { Visit } from '../site/caller.ts';
import { loginLocation } from '../site/login-location.ts';
import { safeRedirect } from '../site/redirect.ts';
import { presentState } from '../store/application-users.ts';
import { type Factors, readFactors } from '../store/factors.ts';
import { findAttempt, type SignInAttempt } from '../store/sign-in-attempts.ts';
import { findUser, type User } from '../store/users.ts';
import { nowOf, passwordMark } from './first-step.ts';
import type { Destination } from './start-session.ts';
import { lookAgain, waitingFor } from './waiting.ts';

export type Pending = {
  /** What is waited for, with what it needs. */
  readonly waits:
    | {
        readonly for: 'sign_in';
        readonly id: string;
        readonly user: User;
        readonly passwordHash: string | null;
      }
    | { readonly for: 'step_up' | 'confirm'; readonly session: LiveSession };
  /** Where tries are counted. */
  readonly attempt: SignInAttempt;
  readonly person: { readonly userId: UserId; readonly username: string };
  readonly factors: Factors;
  /** `passkey`: a code does not reach what the application asks for. */
  readonly needs: 'any' | 'passkey';
  readonly interaction: Interaction | null;
  readonly destination: Destination;
  /** Of this server's own page, which no application waits behind; absent: of none. */
  readonly raisedFor?: 'own_page';
};

/** What is pending, or the answer where nothing is. */
export type Found = { readonly pending: Pending } | { readonly answer: Outgoing };

/** By the fields of the page's address or form; `form`: it was posted, and may have waited for long. */
export async function findPending(
  visit: Visit,
  fields: Params,
  from: 'address' | 'current' | 'stale',
): Promise<Found> {
  const { exchange, caller } = visit;
  const id = fields.get('attempt');
  const destination = { flow: fields.get('flow'), redirect: fields.get('redirect') };
  const outcome =
    from === 'address' ? await lookAgain(visit, destination.flow) : await waitingFor(visit, fields, from);
  if (outcome !== null && outcome.kind !== 'interact') return { answer: present(outcome, exchange, caller) };
  const interaction = outcome?.interaction ?? null;
  const asked = { interaction, destination: { ...destination, flow: interaction?.flow } };
  if (id !== undefined) return findSignIn(visit, id, asked);
  const purpose = fields.get('purpose');
  if (purpose === 'raise') return findOwnRaise(visit, asked, fields.get('factor'));
  return findRaise(visit, asked, purpose === 'confirm' ? 'confirm' : 'step_up');
}

type Asked = Pick<Pending, 'interaction' | 'destination'>;

async function findSignIn(visit: Visit, id: string, asked: Asked): Promise<Found> {
  const { caller, site } = visit;
  const named = { hash: sha256(id), browser: caller.visitor.browser };
  const attempt = await findAttempt(site.database, named, nowOf(visit));
  if (attempt === null) return { answer: toBeginning(visit, asked.destination) };
  const found = await findUser(site.database.kysely, attempt.userId);
  if (found === null || passwordMark(found.passwordHash) !== attempt.passwordMark)
    return { answer: toBeginning(visit, asked.destination) };
  const { accounts } = site.sessions;
  const user = accounts === undefined ? found.user : await presentState(accounts, attempt.userId, found.user);
  const { passwordHash } = found;
  const pending: Pending = {
    ...{ ...asked, attempt, needs: 'any' },
    waits: { for: 'sign_in', id, user, passwordHash },
    person: { userId: user.id, username: user.username },
    factors: await readFactors(site.database.kysely, user.id),
  };
  return { pending };
}

async function findRaise(visit: Visit, asked: Asked, purpose: 'step_up' | 'confirm'): Promise<Found> {
  const { exchange, caller } = visit;
  const { session } = caller.visitor;
  const { interaction, destination } = asked;
  const step = interaction?.step ?? null;
  if (session === null || (purpose === 'step_up' && step === null))
    return { answer: seeOther(loginLocation(targetFor(destination), caller), caller.cookies) };
  if (purpose === 'step_up' && interaction !== null && step?.kind !== 'step_up')
    return { answer: present({ kind: 'interact', interaction, occasion: 'asked' }, exchange, caller) };
  const needs = step?.kind === 'step_up' ? step.factor : 'any';
  return { pending: await raiseOf(visit, session, { ...asked, needs, waits: { for: purpose, session } }) };
}

/** A page of our own needs a session of a higher level (advanced.md CIB-5), and comes again with it. */
async function findOwnRaise(visit: Visit, asked: Asked, factor: string | undefined): Promise<Found> {
  const { caller } = visit;
  const { session } = caller.visitor;
  if (session === null)
    return { answer: seeOther(loginLocation(targetFor(asked.destination), caller), caller.cookies) };
  const needs = factor === 'passkey' ? 'passkey' : 'any';
  const raise = { ...asked, needs, waits: { for: 'step_up', session }, raisedFor: 'own_page' } as const;
  return { pending: await raiseOf(visit, session, raise) };
}

async function raiseOf(
  { caller, site }: Visit,
  session: LiveSession,
  raise: Omit<Pending, 'attempt' | 'person' | 'factors'>,
): Promise<Pending> {
  const { browser } = caller.visitor;
  const { userId, username } = session;
  return {
    ...raise,
    attempt: {
      ...{ hash: session.id, browser, userId, passwordMark: null, lifetime: 'browser' },
      ...{ provider: null, method: null },
    },
    person: { userId, username },
    factors: await readFactors(site.database.kysely, userId),
  };
}

const targetFor = ({ flow, redirect }: Destination) =>
  flow === undefined ? { redirect: safeRedirect(redirect) } : { flow };

/** To the password, with what the sign-in was for; says why. */
export function toBeginning({ caller, site }: Visit, destination: Destination): Outgoing {
  const query = new URLSearchParams({ ...targetFor(destination), error: 'factor_ended' });
  const over = caller.visitor.session === null ? [] : [site.cookies.endSession()];
  return seeOther(`/login?${query}`, [...caller.cookies, ...over]);
}

/** What the forms of a pending step carry along. */
export function fieldsOf({
  waits,
  interaction,
  destination,
  raisedFor,
  needs,
}: Pending): Record<string, string | undefined> {
  return {
    attempt: waits.for === 'sign_in' ? waits.id : undefined,
    purpose: waits.for === 'confirm' ? 'confirm' : raisedFor === undefined ? undefined : 'raise',
    factor: raisedFor === undefined ? undefined : needs,
    flow: interaction?.flow,
    until: interaction === null ? undefined : String(interaction.until),
    request: interaction?.request,
    redirect: interaction === null ? destination.redirect : undefined,
  };
}

/** The address of a page of this step, with these fields more. */
export function addressOf(
  path: '/login/factor' | '/login/enrol',
  pending: Pending,
  more: Readonly<Record<string, string>> = {},
): string {
  const { attempt, purpose, factor, flow, redirect } = fieldsOf(pending);
  const fields = Object.entries({ attempt, purpose, factor, flow, redirect, ...more });
  const given = fields.filter((field): field is [string, string] => field[1] !== undefined);
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`;
}
