/** The pages of second factors: where they are asked for, and where people look after theirs. */

import {
  addOwnPasskey,
  askCodes,
  askPasskeyRemoval,
  askTotpRemoval,
  makeCodes,
  removePasskey,
  removeTotp,
  renameOwnPasskey,
  setUpTotp,
  showFactors,
  showNewPasskey,
  showRename,
  showTotp,
} from '../account/factors.ts';
import type { Route } from '../http/routes.ts';
import { postEnrolment, showEnrolment } from '../login/enrol.ts';
import { postFactor, showFactor } from '../login/factor.ts';
import { passkeyQuestion, postPasskey } from '../login/passkey.ts';
import type { Mounts } from './page-mounts.ts';

/** The second step may answer a suspended request: no page that only shows. */
export const secondStepPages = ({ page, shown }: Mounts): readonly Route[] => [
  shown(['/login/passkey'], passkeyQuestion, postPasskey),
  page(['/login/factor'], showFactor, postFactor),
  page(['/login/enrol'], showEnrolment, postEnrolment),
];

export const factorPages = ({ shown }: Mounts): readonly Route[] => [
  shown(['/account/factors'], showFactors),
  shown(['/account/factors/totp'], showTotp, setUpTotp),
  shown(['/account/factors/totp/remove'], askTotpRemoval, removeTotp),
  shown(['/account/factors/passkeys'], showNewPasskey, addOwnPasskey),
  shown(['/account/factors/passkeys/{id}/rename'], showRename, renameOwnPasskey),
  shown(['/account/factors/passkeys/{id}/delete'], askPasskeyRemoval, removePasskey),
  shown(['/account/factors/recovery-codes'], askCodes, makeCodes),
];
