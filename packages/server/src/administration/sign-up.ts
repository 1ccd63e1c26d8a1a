/** People who make their own account: it begins once they have shown that its address is theirs (mail.md M-7). */

import { after, type Epoch, secondOf, sha256, userId } from '@grantor/protocol';
import type { Kysely } from 'kysely';
import { randomUuid } from '../accounts/random-values.ts';
import type { Schema } from '../database/schema.ts';
import { linkOf } from '../outbox/message.ts';
import { foldName } from '../people/names.ts';
import {
  awaitApproval,
  dropSignUp,
  dropSignUpsOf,
  findSignUp,
  type SignUp,
  storeSignUp,
  takeSignUp,
} from '../store/sign-ups.ts';
import { createUser, findUser, type User } from '../store/users.ts';
import { type Actor, change, type Tell } from './change.ts';
import { notice, postTyped } from './mail.ts';
import type { PeoplePorts } from './people.ts';
import { usernamesLike } from './usernames-like.ts';

export type SignUpRules = {
  /** Of the addresses that may; `*`: every one. */
  readonly domains: readonly string[];
  readonly approval: 'required' | 'not_required';
};

export const mayHaveAccount = ({ domains }: SignUpRules, email: string): boolean => {
  const domain = email.slice(email.lastIndexOf('@') + 1).toLowerCase();
  return domains.some((allowed) => allowed === '*' || allowed === domain);
};

/** Seconds that somebody waits for an administrator at most. */
const approvalWait = 30 * 24 * 3600;

export type Wish = {
  readonly name: string;
  readonly email: string;
  readonly passwordHash: string;
  /** SHA-256 of the browser's cookie. */
  readonly browser: string;
  /** What waits behind it, as a form carries it. */
  readonly request: string | null;
  readonly languages: string;
};

/** Keeps what was entered, and sends the link; nobody is told whether any was sent (mail.md M-5). */
export async function askForAccount(ports: PeoplePorts, source: Actor['source'], wish: Wish): Promise<void> {
  const { outbox, random } = ports;
  if (outbox === null) return;
  const token = random.token(32);
  const hash = sha256(token);
  const now = secondOf(ports.now());
  await change(ports, { source }, async (tx, tell) => {
    // Strangers who count what waits and add to it take turns
    await ports.database.dialect.takeTurn(tx, 'sign up');
    const { name, email, passwordHash, browser, request, languages } = wish;
    const isKept = await storeSignUp(tx, {
      ...{ hash, name, email, email_folded: foldName(email), password_hash: passwordHash, browser, request },
      ...{ languages, created_at: now, verified_at: null },
      expires_at: after(now, linkOf('sign_up')?.life ?? 0),
    });
    if (!isKept) {
      const details = { kind: 'sign_up', cause: 'too_many_wait', attempts: 0 };
      return tell({ type: 'MAIL_NOT_SENT', resource: null, details, error: 'too many sign-ups wait' });
    }
    const asked = { from: source?.address ?? null, userAgent: source?.userAgent ?? null };
    const typed = { kind: 'sign_up', address: email, languages, ...asked, secret: token } as const;
    if ((await postTyped({ outbox, tx, tell }, typed)) === 'limited') await dropSignUp(tx, hash);
  });
}

/** What following the link would make; null: it is unknown, used or expired, which nobody is told apart. */
export const signUpOfLink = (ports: PeoplePorts, token: string): Promise<SignUp | null> =>
  findSignUp(ports.database.kysely, sha256(token), secondOf(ports.now()));

export type SignUpOutcome =
  | { readonly kind: 'created'; readonly user: User; readonly passwordHash: string }
  /** For an administrator. */
  | { readonly kind: 'waits' }
  /** Somebody else was faster, or has the address by now. */
  | { readonly kind: 'unusable' };

/** Whoever follows the link reads what is sent there: of several at once, one account begins. */
export async function followSignUp(
  ports: PeoplePorts,
  source: Actor['source'],
  { token, rules }: { readonly token: string; readonly rules: SignUpRules },
): Promise<SignUpOutcome> {
  const now = secondOf(ports.now());
  const hash = sha256(token);
  if ((await signUpOfLink(ports, token)) === null) return { kind: 'unusable' };
  return change(ports, { source }, async (tx, tell): Promise<SignUpOutcome> => {
    if (rules.approval === 'required') {
      await ports.database.dialect.takeTurn(tx, 'sign up');
      const until = after(now, approvalWait);
      return (await awaitApproval(tx, hash, { now, until })) ? { kind: 'waits' } : { kind: 'unusable' };
    }
    const signUp = await takeSignUp(tx, hash, 'unverified');
    return signUp === null ? { kind: 'unusable' } : begin(ports, { tx, tell, now }, signUp);
  });
}

type Work = { readonly tx: Kysely<Schema>; readonly tell: Tell; readonly now: Epoch };

async function begin(ports: PeoplePorts, { tx, tell, now }: Work, signUp: SignUp): Promise<SignUpOutcome> {
  const { name, email, password_hash: passwordHash } = signUp;
  const id = userId(randomUuid(ports.random));
  const wanted = [email.slice(0, email.lastIndexOf('@')), name];
  for (const username of usernamesLike(wanted, ports.random)) {
    const created = await createUser(tx, {
      ...{ id, username, email, role: 'user', passwordHash, at: now, emailVerifiedAt: now },
      claims: { name, ...localeIn(signUp) },
    });
    if (created.kind === 'taken' && created.field === 'email') return { kind: 'unusable' };
    if (created.kind === 'taken') continue;
    await dropSignUpsOf(tx, foldName(email));
    const details = { source: 'sign_up', role: 'user' };
    await tell({ type: 'USER_CREATED', resource: { id, name: username }, details, error: null });
    const user = (await findUser(tx, id))?.user;
    if (user === undefined) throw new Error('a new user is not there');
    return { kind: 'created', user, passwordHash };
  }
  throw new Error('no user name is free');
}

/** The language they signed up in, for what is sent to them. */
const localeIn = ({ languages }: SignUp): { readonly locale?: string } => {
  const first = languages.split(',')[0]?.split(';')[0]?.trim() ?? '';
  return /^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}$/.test(first) ? { locale: first } : {};
};

export type SignUpDecision = 'approve' | 'decline';

/** Decides about somebody who waits; of any number at once one does. `settled`: it was decided, or the address is taken. */
export const decideSignUp = (
  ports: PeoplePorts,
  actor: Actor,
  { hash, decision }: { readonly hash: string; readonly decision: SignUpDecision },
): Promise<'approved' | 'declined' | 'settled'> => {
  const now = secondOf(ports.now());
  return change(ports, actor, async (tx, tell) => {
    const signUp = await takeSignUp(tx, hash as SignUpHash, 'verified');
    if (signUp === null) return 'settled';
    const { outbox } = ports;
    if (decision === 'decline') {
      await tell({ type: 'USER_SIGN_UP_DECLINED', resource: null, details: {}, error: null });
      const { email, languages, name } = signUp;
      const facts = { username: name, at: now };
      if (outbox !== null)
        await outbox.post(tx, { kind: 'sign_up_declined', to: email, userId: null, languages, facts });
      return 'declined';
    }
    const outcome = await begin(ports, { tx, tell, now }, signUp);
    if (outcome.kind !== 'created') return 'settled';
    const told = { owner: outcome.user.id, actor, at: now };
    await notice({ ...ports, tx, tell }, told, 'sign_up_approved');
    return 'approved';
  });
};

type SignUpHash = Parameters<typeof takeSignUp>[1];
