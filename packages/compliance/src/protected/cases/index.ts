import type { ProtectedCase } from '../protected-case.ts';
import { answerCases } from './answers.ts';
import { forgedCases } from './forgeries.ts';
import { holderCases } from './holders.ts';
import { metadataCases } from './metadata.ts';
import { opaqueCases } from './opaque.ts';
import { outageCases } from './outages.ts';
import { publicPathCases } from './public-paths.ts';
import { requestCases } from './requests.ts';
import { signInCases } from './sign-ins.ts';
import { skewCases } from './skew.ts';
import { tokenCases } from './tokens.ts';
import { websiteCases } from './websites.ts';

/** All cases of a protected URL; names are unique. */
export const protectedCases: readonly ProtectedCase[] = [
  ...tokenCases,
  ...skewCases,
  ...forgedCases,
  ...opaqueCases,
  ...holderCases,
  ...signInCases,
  ...requestCases,
  ...publicPathCases,
  ...answerCases,
  ...metadataCases,
  ...websiteCases,
  ...outageCases,
];
