/** A person's own second factors: what they have, and how each is added, renamed and removed (product.md §5). */

import { type Params, secondOf, sha256 } from '@grantor/protocol';
import { isFactorRequired } from '../accounts/sessions.ts';
import {
  addPasskey,
  addTotp,
  longestPasskeyName,
  nameFactor,
  removeFactor,
  setRecoveryCodes,
} from '../administration/factors.ts';
import { actorOf } from '../console/actor.ts';
import { whenFresh, whenFreshForm } from '../console/fresh-sign-in.ts';
import {
  done,
  forOwnForm,
  forPerson,
  nothingHere,
  show,
  showAgain,
  showAs,
  type Visit,
} from '../console/visit.ts';
import { makeRecoveryCodes } from '../factors/new-recovery-codes.ts';
import { creationOptions, verifyCreation } from '../factors/passkeys.ts';
import { passkeyWorld } from '../factors/ports.ts';
import { beginTotp, finishTotp } from '../factors/totp-set-up.ts';
import type { Outgoing } from '../http/message.ts';
import { settled } from '../http/status.ts';
import {
  type ConsoleFrame,
  factorQuestionPage,
  factorsPage,
  newPasskeyPage,
  newRecoveryCodesPage,
  renamePasskeyPage,
  type TotpSetUp,
  totpPage,
} from '../pages/index.ts';
import { passkeyNameFor } from '../site/user-agent.ts';
import { type Factors, hasFactor, type Passkey, readFactors } from '../store/factors.ts';
import { servedWays } from './served-ways.ts';

const path = '/account/factors';

const ownFactors = ({ site, person }: Visit): Promise<Factors> =>
  readFactors(site.database.kysely, person.userId);

/** Stands for the credential id in paths, which may be longer than those. */
const idOf = ({ id }: Passkey): string => sha256(id);

const usedOf = ({ createdAt, lastUsedAt }: Pick<Passkey, 'createdAt' | 'lastUsedAt'>) => ({
  createdAt,
  ...(lastUsedAt === null ? {} : { lastUsedAt }),
});

export const showFactors = forPerson(async (visit) => {
  const { totp, passkeys, recoveryCodesLeft } = await ownFactors(visit);
  const model = {
    totp: totp === null ? null : usedOf(totp),
    passkeys: passkeys.map((one) => ({ ...usedOf(one), id: idOf(one), name: one.name, reach: one.reach })),
    passkeysPossible: visit.site.factors.party === null ? ('no' as const) : ('yes' as const),
    recoveryCodesLeft,
  };
  return show(visit, (frame) => factorsPage(model, frame));
});

const totpForm = async (visit: Visit, again?: TotpSetUp): Promise<Outgoing> => {
  const { totp } = await ownFactors(visit);
  const { site, person } = visit;
  const setUp = again ?? { ...beginTotp(site.factors, person, site.now()), state: 'fresh' as const };
  const replaces = totp === null ? ('nothing' as const) : ('another' as const);
  const model = { totp: setUp, replaces };
  return again === undefined
    ? show(visit, (frame) => totpPage(model, frame))
    : showAgain(visit, 'the new authenticator app was not proved', (frame) => totpPage(model, frame));
};

const askTotp = whenFresh((visit) => totpForm(visit));
export const showTotp = forPerson(askTotp);

export const setUpTotp = forOwnForm(
  whenFreshForm(async (visit, form) => {
    const { site, person } = visit;
    const typed = { sealed: form.get('sealed') ?? '', code: form.get('code') ?? '', now: site.now() };
    const finished = finishTotp(site.factors, person, typed);
    if (finished.kind === 'wrong') return totpForm(visit, { ...finished.shown, state: 'wrong' });
    if (finished.kind === 'expired')
      return totpForm(visit, { ...beginTotp(site.factors, person, site.now()), state: 'expired' });
    const added = { ...finished, owner: person.userId, place: 'further' } as const;
    await addTotp(site.changes, actorOf(visit), added);
    return done(visit, path, 'factor_added');
  }),
  askTotp,
);

const worldOf = ({ site, caller, person }: Visit) =>
  passkeyWorld(site.factors, {
    ...{ browser: caller.visitor.browser, purpose: `make ${person.userId}`, now: secondOf(site.now()) },
  });

type PasskeyForm = { readonly name: string; readonly state: 'fresh' | 'refused' };

async function passkeyForm(visit: Visit, { name, state }: PasskeyForm): Promise<Outgoing> {
  const { userId, username } = visit.person;
  const world = worldOf(visit);
  if (world === null) throw nothingHere();
  const { passkeys } = await ownFactors(visit);
  const options = await creationOptions(world, { id: userId, username }, passkeys);
  const model = { options, name, state };
  return state === 'fresh'
    ? show(visit, (frame) => newPasskeyPage(model, frame))
    : showAgain(visit, 'the passkey could not be added', (frame) => newPasskeyPage(model, frame));
}

const askPasskey = whenFresh((visit) =>
  passkeyForm(visit, { name: passkeyNameFor(visit.exchange.source.userAgent), state: 'fresh' }),
);
export const showNewPasskey = forPerson(askPasskey);

export const addOwnPasskey = forOwnForm(
  whenFreshForm(async (visit, form) => {
    const { site, person, exchange } = visit;
    const name = nameOf(form) ?? passkeyNameFor(exchange.source.userAgent);
    const world = worldOf(visit);
    const made = world === null ? null : await verifyCreation(world, form.get('credential') ?? '');
    if (made === null) return passkeyForm(visit, { name, state: 'refused' });
    const added = { owner: person.userId, name, made, place: 'further' } as const;
    const outcome = await addPasskey(site.changes, actorOf(visit), added);
    return outcome === 'added'
      ? done(visit, path, 'factor_added')
      : passkeyForm(visit, { name, state: 'refused' });
  }),
  askPasskey,
);

/** null: it is no name. */
function nameOf(form: Params): string | null {
  const name = (form.get('name') ?? '').normalize('NFC').trim();
  return name === '' || [...name].length > longestPasskeyName || /\p{Cc}|\p{Bidi_Control}/u.test(name)
    ? null
    : name;
}

async function ownPasskey(visit: Visit): Promise<Passkey> {
  const passkey = (await ownFactors(visit)).passkeys.find((known) => idOf(known) === visit.id);
  if (passkey === undefined) throw nothingHere();
  return passkey;
}

const askName = whenFresh(async (visit) => {
  const { name } = await ownPasskey(visit);
  const model = { id: visit.id, name, entered: name, state: 'fresh' } as const;
  return show(visit, (frame) => renamePasskeyPage(model, frame));
});
export const showRename = forPerson(askName);

export const renameOwnPasskey = forOwnForm(
  whenFreshForm(async (visit, form) => {
    const { site, person } = visit;
    const passkey = await ownPasskey(visit);
    const name = nameOf(form);
    if (name === null) {
      const entered = form.get('name') ?? '';
      const model = { id: visit.id, name: passkey.name, entered, state: 'wrong' } as const;
      return showAgain(visit, 'the name cannot be taken', (frame) => renamePasskeyPage(model, frame));
    }
    const renamed = { id: passkey.id, owner: person.userId, name };
    if ((await nameFactor(site.changes, actorOf(visit), renamed)) !== 'renamed') throw nothingHere();
    return done(visit, path, 'factor_renamed');
  }),
  askName,
);

type Question = Parameters<typeof factorQuestionPage>[0];

type Removed = { readonly kind: 'totp' } | { readonly kind: 'passkey'; readonly id: string };

/** Removes it, or says why not. */
async function remove(
  visit: Visit,
  removed: Removed,
  refused: (state: 'required' | 'only_way') => Question,
): Promise<Outgoing> {
  const { site, person } = visit;
  const { factorRequired } = site.sessions.policy;
  // The role may be the application's word, which no row has
  const rule = isFactorRequired(factorRequired, person.role) ? 'all' : factorRequired;
  // People of an application come in by its word
  const ways = site.signIn.accounts === undefined ? servedWays(site) : 'any';
  const removal = { ...removed, owner: person.userId, rule, ways } as const;
  const outcome = await removeFactor(site.changes, actorOf(visit), removal);
  const question = (state: 'required' | 'only_way') => (frame: ConsoleFrame) =>
    factorQuestionPage(refused(state), frame);
  switch (outcome) {
    case 'removed':
      return done(visit, path, 'factor_removed');
    case 'required':
      return showAgain(visit, 'it is the last second factor', question(outcome));
    case 'only_way':
      return showAs(visit, { ...settled, why: 'the last way in' }, question(outcome));
    case 'no_such_factor':
      throw nothingHere();
  }
}

const totpQuestion = whenFresh(async (visit) => {
  if ((await ownFactors(visit)).totp === null) throw nothingHere();
  return show(visit, (frame) => factorQuestionPage({ kind: 'remove_totp', state: 'asked' }, frame));
});
export const askTotpRemoval = forPerson(totpQuestion);

export const removeTotp = forOwnForm(
  whenFreshForm((visit) =>
    remove(visit, { kind: 'totp' }, () => ({ kind: 'remove_totp', state: 'required' })),
  ),
  totpQuestion,
);

const passkeyQuestion = whenFresh(async (visit) => {
  const { name } = await ownPasskey(visit);
  const question = { kind: 'remove_passkey', id: visit.id, name, state: 'asked' } as const;
  return show(visit, (frame) => factorQuestionPage(question, frame));
});
export const askPasskeyRemoval = forPerson(passkeyQuestion);

export const removePasskey = forOwnForm(
  whenFreshForm(async (visit) => {
    const { id, name } = await ownPasskey(visit);
    return remove(visit, { kind: 'passkey', id }, (state) => ({
      ...{ kind: 'remove_passkey', id: visit.id, name, state },
    }));
  }),
  passkeyQuestion,
);

const codesQuestion = whenFresh(async (visit) => {
  if (!hasFactor(await ownFactors(visit))) throw nothingHere();
  return show(visit, (frame) => factorQuestionPage({ kind: 'make_codes' }, frame));
});
export const askCodes = forPerson(codesQuestion);

export const makeCodes = forOwnForm(
  whenFreshForm(async (visit) => {
    const { site, person } = visit;
    const { codes, hashes } = makeRecoveryCodes(site.factors, person.userId);
    const made = await setRecoveryCodes(site.changes, actorOf(visit), { owner: person.userId, hashes });
    if (made !== 'made') throw nothingHere();
    return show(visit, (frame) => newRecoveryCodesPage({ codes }, frame));
  }),
  codesQuestion,
);
