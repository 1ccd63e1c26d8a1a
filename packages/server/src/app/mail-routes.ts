/** What links in messages lead to, and how somebody asks for one. */

import type { Route } from '../http/routes.ts';
import { postTakingBack, postVerification, showTakingBack, showVerification } from '../login/address.ts';
import { postEmailCode, showEmailCode } from '../login/email-code.ts';
import { postForgot, showForgot } from '../login/forgot.ts';
import { postForgotLink, showForgotLink } from '../login/invite.ts';
import { postSignUp, postSignUpLink, showSignUp, showSignUpLink } from '../login/sign-up.ts';
import type { Mounts } from './page-mounts.ts';

export const mailRoutes = ({ shown }: Mounts): readonly Route[] => [
  shown(['/login/forgot'], showForgot, postForgot),
  shown(['/login/forgot/{id}'], showForgotLink, postForgotLink),
  shown(['/login/code'], showEmailCode, postEmailCode),
  shown(['/sign-up'], showSignUp, postSignUp),
  shown(['/sign-up/{id}'], showSignUpLink, postSignUpLink),
  shown(['/address/verify/{id}'], showVerification, postVerification),
  shown(['/address/take-back/{id}'], showTakingBack, postTakingBack),
];
