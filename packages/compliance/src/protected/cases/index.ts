import type { ProtectedCase } from '../protected-case.ts';
import { outageCases } from './outages.ts';
import { requestCases } from './requests.ts';
import { tokenCases } from './tokens.ts';

/** All cases of a protected URL. */
export const protectedCases: readonly ProtectedCase[] = [...tokenCases, ...requestCases, ...outageCases];
