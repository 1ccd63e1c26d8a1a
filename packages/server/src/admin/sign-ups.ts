/** People who want an account, for administrators to decide about (mail.md M-7). */

import { secondOf } from '@grantor/protocol';
import { decideSignUp, type SignUpDecision } from '../administration/sign-up.ts';
import { actorOf } from '../console/actor.ts';
import { done, forAdministrator, forAdministratorForm, show, type Visit } from '../console/visit.ts';
import type { Outgoing } from '../http/message.ts';
import { type SignUpRow, signUpsPage, signUpsPath } from '../pages/index.ts';
import { signUpsToDecide } from '../store/sign-ups.ts';

const mostShown = 100;

const page = async (visit: Visit): Promise<Outgoing> => {
  const { database, now } = visit.site;
  const waiting = await signUpsToDecide(database.kysely, secondOf(now()), {
    limit: mostShown,
    after: undefined,
  });
  const rows = waiting.map(
    ({ hash, name, email, verified_at }): SignUpRow => ({
      ...{ id: hash, name, address: email },
      since: Number(verified_at),
    }),
  );
  return show(visit, (frame) => signUpsPage(rows, frame));
};

export const showSignUps = forAdministrator(page);

const deciding = (decision: SignUpDecision) =>
  forAdministratorForm(async (visit) => {
    const outcome = await decideSignUp(visit.site.accounts, actorOf(visit), { hash: visit.id, decision });
    return done(visit, signUpsPath, `sign_up_${outcome}`);
  }, page);

export const postSignUpApproval = deciding('approve');
export const postSignUpDecline = deciding('decline');
