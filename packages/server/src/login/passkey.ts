/** Signs in with a passkey alone: the device has seen that it is its owner, so it counts as two factors (product.md F-5). */

import type { Params } from '@grantor/protocol';
import { credentialOf, requestOptions } from '../factors/passkeys.ts';
import { passkeyWorld } from '../factors/ports.ts';
import { authenticationWith, type FactorProof, passkeyProof } from '../factors/proofs.ts';
import type { Exchange } from '../http/exchange.ts';
import type { Outgoing } from '../http/message.ts';
import { nothingAt } from '../http/refuse.ts';
import { ownJson } from '../http/send.ts';
import { readCaller, readPostedForm, type Visit } from '../site/caller.ts';
import type { Site } from '../site/site.ts';
import { presentState } from '../store/application-users.ts';
import { findPasskey } from '../store/factors.ts';
import { findUser, type User } from '../store/users.ts';
import { nowOf } from './first-step.ts';
import { again } from './login.ts';
import { chargeSignIn } from './sign-in-charge.ts';
import { followUp, startSession, targetFor } from './start-session.ts';
import { flowOf } from './waiting.ts';

const worldOf = ({ site, caller }: Visit, now: ReturnType<typeof nowOf>) =>
  passkeyWorld(site.factors, { browser: caller.visitor.browser, purpose: 'sign in', now });

/** What the sign-in page asks passkeys, whosever they are. */
export async function passkeyQuestion(exchange: Exchange, site: Site): Promise<Outgoing> {
  const visit = { exchange, caller: await readCaller(exchange, site), site };
  const world = worldOf(visit, nowOf(visit));
  if (world === null) throw nothingAt();
  return ownJson(await requestOptions(world, 'any'), visit.caller.cookies);
}

export async function postPasskey(exchange: Exchange, site: Site): Promise<Outgoing> {
  const visit = { exchange, caller: await readCaller(exchange, site), site };
  const { form, standing } = await readPostedForm(visit, 'browser');
  if (standing === 'stale') return again(visit, form, { kind: 'stale' });
  const charge = await site.limits.login(exchange.source.address);
  if (!charge.allowed) {
    site.observer.observe({ kind: 'rate_limited', limit: 'login', source: exchange.source });
    count(site, 'throttled');
    return again(visit, form, { kind: 'throttled', retryAfterSeconds: charge.retryAfter });
  }
  const signedIn = await proofOf(visit, form);
  if (signedIn === null) return refused(visit, form, null);
  const { user, proof } = signedIn;
  if (user.disabledAt !== null) {
    count(site, 'disabled');
    return again(visit, form, { kind: 'disabled' });
  }
  const throttled = await chargeSignIn(visit, user);
  if (throttled !== null) {
    count(site, 'throttled');
    return again(visit, form, throttled);
  }
  const isRemembered = site.rememberMe === 'offered' && form.get('remember_me') === '1';
  const started = await startSession(visit, {
    ...{ user, passwordHash: null, authentication: authenticationWith(proof, []), spend: proof.spend },
    lifetime: isRemembered ? 'remembered' : 'browser',
  });
  if (started.kind === 'spent') {
    if (proof.copied())
      site.people.passkeyCopied({ userId: user.id, username: user.username }, exchange.source);
    return refused(visit, form, user);
  }
  charge.refund();
  count(site, 'signed_in');
  const destination = { flow: await flowOf(visit, form), redirect: form.get('redirect') };
  return followUp(visit, started, targetFor(user, destination));
}

const factorResults = {
  signed_in: 'success',
  failed: 'failure',
  disabled: 'failure',
  throttled: 'throttled',
} as const;

/** A passkey alone is an attempt, and a factor. */
function count({ people }: Site, result: keyof typeof factorResults): void {
  people.attempted({ method: 'passkey', result, seconds: null });
  people.factorTried('passkey', factorResults[result]);
}

function refused(visit: Visit, form: Params, user: User | null): Promise<Outgoing> {
  const { site, exchange } = visit;
  const person = user === null ? null : { userId: user.id, username: user.username };
  count(site, 'failed');
  site.people.factorFailed({ ...person, method: 'passkey', lock: 'none' }, exchange.source);
  return again(visit, form, { kind: 'passkey_failed' });
}

/** Whose passkey it is, and what it proves; null: nobody's, or not right. */
async function proofOf(
  visit: Visit,
  form: Params,
): Promise<{ readonly user: User; readonly proof: FactorProof } | null> {
  const { site } = visit;
  const text = form.get('credential') ?? '';
  const id = await credentialOf(text);
  const world = worldOf(visit, nowOf(visit));
  const passkey = id === null ? null : await findPasskey(site.database.kysely, id);
  if (world === null || passkey === null) return null;
  const proof = await passkeyProof(world, passkey, { text, need: 'user' });
  const found = await findUser(site.database.kysely, passkey.userId);
  if (proof === null || found === null) return null;
  const { accounts } = site.sessions;
  const { user } = found;
  return { proof, user: accounts === undefined ? user : await presentState(accounts, user.id, user) };
}
