/** One whole sign-in, judged afterwards; with `--login` only. */

import type { Failure } from '../../errors/failure.ts';
import { answered, describeAnswer } from '../target/ask.ts';
import type { Target } from '../target/target.ts';
import type { TrialSignIn } from '../target/trial-sign-in.ts';
import { type Check, error, type Outcome, ok, skipped, warning } from './check.ts';

const about = 'sign-in';

type SignedIn = Extract<TrialSignIn, { kind: 'signed_in' }>;

const ofSignIn =
  (look: (trial: SignedIn) => Outcome) =>
  ({ trial }: Target): Outcome => {
    if (trial === null) return skipped('only with --login');
    return trial.kind === 'failed' ? skipped('nobody could sign in') : look(trial);
  };

const inWords = ({ message, why }: Failure): string => [message, ...why].join(' ').replaceAll(/\s+/g, ' ');

/** Nothing answered; an answer with a status is one. */
const isSilence = ({ ending, technical }: Failure): boolean =>
  ending === 'unavailable' && technical.status === undefined;

const judgeFailure = (failure: Failure): Outcome =>
  isSilence(failure) ? skipped(inWords(failure)) : error(inWords(failure));

export const signInChecks: readonly Check[] = [
  {
    id: 'sign-in.tokens',
    about,
    title: 'A person can sign in',
    trips: 'Nobody gets in.',
    remedy: 'Look for the reason in the log of the server.',
    rule: 'OAuth 2.1 §4.1',
    look: ({ trial }) => {
      if (trial === null) return skipped('only with --login');
      if (trial.kind === 'signed_in') return ok();
      if (isSilence(trial.failure)) return skipped(inWords(trial.failure));
      return error(inWords(trial.failure), trial.failure.remedy.join(' ') || undefined);
    },
  },
  {
    id: 'sign-in.use',
    about,
    title: 'The resource accepts the token',
    trips: 'People sign in, and are asked to sign in again and again.',
    remedy:
      'Let the resource expect its own identifier as audience, and the issuer exactly as the server says it.',
    rule: 'RFC 8707 §2',
    look: ofSignIn(({ use }) => {
      if (use === null) return skipped('there is no resource');
      if (answered(use).status === 401) return error(describeAnswer(use));
      return use.status === 403 ? warning(describeAnswer(use)) : ok();
    }),
  },
  {
    id: 'sign-in.refresh',
    about,
    title: 'The sign-in can be renewed',
    trips: 'People sign in again whenever a token ends.',
    remedy: 'Issue refresh tokens to clients that registered for the grant type refresh_token.',
    rule: 'RFC 6749 §6',
    look: ofSignIn(({ refreshed }) => {
      if (refreshed === null) return warning('there was no refresh token');
      return refreshed instanceof Error ? judgeFailure(refreshed) : ok();
    }),
  },
  {
    id: 'sign-in.rotation',
    about,
    title: 'A refresh token is replaced when it is used',
    trips: 'A stolen refresh token of a program on somebody’s machine works for ever, and nobody notices.',
    remedy: 'Rotate the refresh tokens of public clients, and end the sign-in when an old one comes back.',
    rule: 'OAuth 2.1 §4.3.1',
    look: ofSignIn(({ tokens, refreshed }) => {
      if (refreshed === null || refreshed instanceof Error) return skipped('nothing was renewed');
      const isReplaced =
        refreshed.refreshToken !== undefined && refreshed.refreshToken !== tokens.refreshToken;
      return isReplaced ? ok() : warning('the refresh token stays the same');
    }),
  },
  {
    id: 'sign-in.revocation',
    about,
    title: 'A sign-in can be ended',
    trips: 'Signing out of a program leaves its tokens working.',
    remedy: 'Offer a revocation_endpoint; a revoked refresh token must not work again.',
    rule: 'RFC 7009 §2',
    look: ofSignIn(({ revoked, afterwards }) => {
      if (revoked === 'not_offered')
        return warning('no revocation_endpoint: the tokens of this check live on');
      if (revoked instanceof Error) return judgeFailure(revoked);
      if (afterwards instanceof Error) return judgeFailure(afterwards);
      return afterwards === 'accepted' ? error('the revoked refresh token still works') : ok();
    }),
  },
];
