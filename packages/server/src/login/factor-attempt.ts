/** One try of a second factor: counted before it is looked at, used up with what it leads to (security.md L-3). */

import { type Instant, secondOf } from '@grantor/protocol';
import { knownDevice } from '../accounts/cookies.ts';
import { confirm, cookieMaxAge, endSession, raise } from '../accounts/sessions.ts';
import { credentialOf } from '../factors/passkeys.ts';
import { passkeyWorld } from '../factors/ports.ts';
import {
  authenticationWith,
  codeProof,
  type FactorKind,
  type FactorProof,
  passkeyProof,
} from '../factors/proofs.ts';
import { readRecoveryCode } from '../factors/recovery-codes.ts';
import type { Outgoing } from '../http/message.ts';
import { showPage } from '../http/page.ts';
import { seeOther } from '../http/send.ts';
import { type FactorState, recoveryUsedPage } from '../pages/index.ts';
import { pageContext, type Visit } from '../site/caller.ts';
import { countRecoveryCodes } from '../store/factors.ts';
import type { Spend } from '../store/session-starts.ts';
import { countTry, endAttempt, ensureAttempt } from '../store/sign-in-attempts.ts';
import { firstStepOf, nowOf } from './first-step.ts';
import { type Pending, toBeginning } from './pending.ts';
import { startSession, targetFor, targetOf } from './start-session.ts';

export type Shown = { readonly code: string } | { readonly credential: string };

type Outcome = { readonly answer: Outgoing } | { readonly state: FactorState };

export async function tryFactor(visit: Visit, pending: Pending, shown: Shown): Promise<Outcome> {
  const { exchange, caller, site } = visit;
  const { attempt, person, waits } = pending;
  const address = await site.limits.login(exchange.source.address);
  if (!address.allowed) {
    site.observer.observe({ kind: 'rate_limited', limit: 'login', source: exchange.source });
    site.people.factorTried(kindOf(shown), 'throttled');
    return { state: { kind: 'throttled', retryAfterSeconds: address.retryAfter } };
  }
  const device = knownDevice(site.signIn.deviceKey, caller.presented, {
    ...{ userId: person.userId, now: nowOf(visit) },
  });
  const account = await site.limits.factor(person.userId, device);
  if (!account.allowed) {
    site.people.factorTried(kindOf(shown), 'throttled');
    return { state: { kind: 'throttled', retryAfterSeconds: account.retryAfter } };
  }
  if (waits.for !== 'sign_in') await ensureAttempt(site.database, attempt, site.now());
  const left = await countTry(site.database, attempt.hash, nowOf(visit));
  if (left === null) {
    site.people.factorTried(kindOf(shown), 'throttled');
    return { answer: await giveUp(visit, pending) };
  }
  const proof = await proofOf(visit, pending, shown);
  const answer = proof === null ? null : await complete(visit, pending, proof);
  site.people.factorTried(proof?.kind ?? kindOf(shown), answer === null ? 'failure' : 'success');
  if (answer !== null) {
    address.refund();
    account.succeeded();
    return { answer };
  }
  if (proof?.copied() === true) site.people.passkeyCopied(person, exchange.source);
  const lock = account.lastAllowed ? 'starts_now' : 'none';
  site.people.factorFailed(
    { ...person, method: 'code' in shown ? 'code' : 'passkey', lock },
    exchange.source,
  );
  if (left === 0) return { answer: await giveUp(visit, pending) };
  return { state: { kind: 'code' in shown ? 'wrong' : 'passkey_failed' } };
}

/** What it was meant to be: a code of the app and a recovery code are written differently. */
function kindOf(shown: Shown): FactorKind {
  if ('credential' in shown) return 'passkey';
  return readRecoveryCode(shown.code) === null ? 'totp' : 'recovery_code';
}

async function proofOf(visit: Visit, pending: Pending, shown: Shown): Promise<FactorProof | null> {
  const { site, caller } = visit;
  const { person, factors, needs } = pending;
  if ('code' in shown) {
    // What does not reach the level is good for the way there, where nothing else is
    if (needs === 'passkey' && factors.passkeys.length > 0) return null;
    return codeProof(site.factors, { ...person, factors }, { typed: shown.code, now: site.now() });
  }
  const purpose = `use ${person.userId}`;
  const world = passkeyWorld(site.factors, { browser: caller.visitor.browser, purpose, now: nowOf(visit) });
  const id = await credentialOf(shown.credential);
  const passkey = factors.passkeys.find((known) => known.id === id);
  if (world === null || passkey === undefined) return null;
  return passkeyProof(world, passkey, { text: shown.credential, need: 'presence' });
}

/** Goes on; null: the factor was used before. */
async function complete(visit: Visit, pending: Pending, proof: FactorProof): Promise<Outgoing | null> {
  const { site, exchange, caller } = visit;
  const { waits, attempt, person, destination } = pending;
  let codesLeft: number | null = null;
  let tellUse = (): void => {};
  const spend: Spend = async (tx) => {
    if (!(await proof.spend(tx)) || !(await endAttempt(tx, attempt.hash))) return false;
    if (proof.kind === 'recovery_code') {
      codesLeft = await countRecoveryCodes(tx, person.userId);
      tellUse = await site.people.recoveryCodeUsed(tx, { ...person, left: codesLeft }, exchange.source);
    }
    return true;
  };
  const on = (target: string, cookies: readonly string[]): Outgoing =>
    codesLeft === null
      ? seeOther(target, cookies)
      : showLeft(visit, { left: codesLeft, next: target, cookies });
  if (waits.for === 'sign_in') {
    const { user, passwordHash } = waits;
    const first = firstStepOf(attempt);
    const authentication = { ...first, ...authenticationWith(proof, first.amr) };
    const { lifetime } = attempt;
    const started = await startSession(visit, { user, passwordHash, lifetime, authentication, spend });
    if (started.kind === 'spent') return null;
    if (started.kind === 'started') tellUse();
    return started.kind === 'started'
      ? on(targetFor(user, destination), started.cookies)
      : toBeginning(visit, destination);
  }
  const { session } = waits;
  const at = secondOf(site.now());
  if (waits.for === 'confirm') {
    const kind = await confirm(site.sessions, session, { at, spend });
    if (kind === 'spent') return null;
    if (kind === 'started') tellUse();
    return kind === 'started' ? on(targetOf(destination), caller.cookies) : toBeginning(visit, destination);
  }
  const raised = await raise(site.sessions, session, {
    ...authenticationWith(proof, session.amr),
    at,
    spend,
  });
  if (raised.kind === 'spent') return null;
  if (raised.kind !== 'started') return toBeginning(visit, destination);
  tellUse();
  const cookie = site.cookies.session(raised.id, cookieMaxAge(caller.lifetime));
  return on(targetOf(destination), [...caller.cookies, cookie]);
}

function showLeft(
  visit: Visit,
  {
    cookies,
    ...model
  }: { readonly left: number; readonly next: string; readonly cookies: readonly string[] },
): Outgoing {
  const page = { render: (frame: Parameters<typeof recoveryUsedPage>[1]) => recoveryUsedPage(model, frame) };
  return showPage(page, { ...pageContext(visit), cookies });
}

/** Back to the password: the first step counts no more, nor does a session that was to be raised (product.md F-6). */
async function giveUp(visit: Visit, { waits, attempt, destination }: Pending): Promise<Outgoing> {
  const { site, exchange } = visit;
  if (waits.for === 'sign_in') {
    await endAttempt(site.database.kysely, attempt.hash);
    return toBeginning(visit, destination);
  }
  const { id, userId } = waits.session;
  const at: Instant = site.now();
  await endSession(site.store, id, { userId, reason: 'security', at, source: exchange.source });
  return toBeginning(visit, destination);
}
