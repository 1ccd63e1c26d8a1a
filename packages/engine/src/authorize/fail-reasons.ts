/** Why a front-end could not go on with a request, and what its client is told (federation-vci-authlete.md ATL-13). */

import { type ErrorCode, OAuthError } from '@grantor/protocol';
import type * as authlete from '@grantor/protocol/authlete';

export type FailReason = (typeof authlete.failReasons)[number];

const failures: Readonly<Record<FailReason, readonly [ErrorCode, string]>> = {
  UNKNOWN: ['server_error', 'The request failed.'],
  SERVER_ERROR: ['server_error', 'The request failed.'],
  NOT_LOGGED_IN: ['login_required', 'The person is not signed in.'],
  NOT_AUTHENTICATED: ['login_required', 'The person was not signed in.'],
  MAX_AGE_NOT_SUPPORTED: ['login_required', 'The time of the sign-in is not known.'],
  EXCEEDS_MAX_AGE: ['login_required', 'The sign-in is too long ago.'],
  DIFFERENT_SUBJECT: ['login_required', 'Another person is signed in.'],
  ACR_NOT_SATISFIED: [
    'unmet_authentication_requirements',
    'The requested authentication level was not reached.',
  ],
  DENIED: ['access_denied', 'The person denied the request.'],
  ACCOUNT_SELECTION_REQUIRED: ['account_selection_required', 'The person has to choose an account.'],
  CONSENT_REQUIRED: ['consent_required', 'The person has not consented.'],
  INTERACTION_REQUIRED: ['interaction_required', 'The person has to be asked.'],
  INVALID_TARGET: ['invalid_target', 'The resource is unknown, or not for this client.'],
};

/** What may stand in `error_description` (RFC 6749 §4.1.2.1). */
const sayable = /^[\x20-\x21\x23-\x5b\x5d-\x7e]{1,400}$/;

/** The error of the reason, in the words of the front-end where it has any that may be said. */
export const failureFor = (reason: FailReason, words: string | undefined): OAuthError =>
  failureBy(failures[reason], words);

export const failureBy = (
  [code, usual]: readonly [ErrorCode, string],
  words: string | undefined,
): OAuthError => new OAuthError(code, words !== undefined && sayable.test(words) ? words : usual);
