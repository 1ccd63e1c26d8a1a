/** What links in messages lead to, and how somebody asks for one. */

import type { Route } from '../http/routes.ts';
import { postTakingBack, postVerification, showTakingBack, showVerification } from '../login/address.ts';
import { postForgot, showForgot } from '../login/forgot.ts';
import { postForgotLink, showForgotLink } from '../login/invite.ts';
import type { Mounts } from './page-mounts.ts';

export const mailRoutes = ({ shown }: Mounts): readonly Route[] => [
  shown(['/login/forgot'], showForgot, postForgot),
  shown(['/login/forgot/{id}'], showForgotLink, postForgotLink),
  shown(['/address/verify/{id}'], showVerification, postVerification),
  shown(['/address/take-back/{id}'], showTakingBack, postTakingBack),
];
