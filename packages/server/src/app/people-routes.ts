/** Pages about people, for administrators. */

import {
  askSessionEndOf,
  postSessionEndOf,
  showEverySession,
  showPersonSessions,
} from '../admin/browser-sessions.ts';
import {
  askUnlinking,
  postUnlinking,
  showEveryConnection,
  showPersonConnections,
} from '../admin/connections.ts';
import { showPeople } from '../admin/people.ts';
import { showPerson } from '../admin/person.ts';
import {
  askDisabling,
  askFactorReset,
  askReset,
  personDeletion,
  postDisabling,
  postEnabling,
  postFactorReset,
  postReset,
} from '../admin/person-actions.ts';
import {
  askRevocationOf,
  postRevocationOf,
  showPersonAuthorizations,
} from '../admin/person-authorizations.ts';
import { postEditPerson, postNewPerson, showEditPerson, showNewPerson } from '../admin/person-form.ts';
import { postSignUpApproval, postSignUpDecline, showSignUps } from '../admin/sign-ups.ts';
import type { Route } from '../http/routes.ts';
import { everyConnectionPath, peoplePath, signUpsPath } from '../pages/index.ts';
import type { Mounts } from './page-mounts.ts';

export function peopleRoutes({ shown, page }: Mounts): readonly Route[] {
  const person = `${peoplePath}/{id}`;
  return [
    shown([peoplePath], showPeople, postNewPerson),
    shown([`${peoplePath}/new`], showNewPerson, postNewPerson),
    shown([signUpsPath], showSignUps),
    shown([`${signUpsPath}/{id}/approve`], showSignUps, postSignUpApproval),
    shown([`${signUpsPath}/{id}/decline`], showSignUps, postSignUpDecline),
    shown([person], showPerson, postEditPerson),
    shown([`${person}/edit`], showEditPerson, postEditPerson),
    shown([`${person}/reset-password`], askReset, postReset),
    shown([`${person}/reset-factors`], askFactorReset, postFactorReset),
    shown([`${person}/disable`], askDisabling, postDisabling),
    page([`${person}/enable`], null, postEnabling),
    shown([`${person}/delete`], personDeletion.ask, personDeletion.post),
    shown([`${person}/sessions`], showPersonSessions),
    shown([`${person}/sessions/{id}/end`], askSessionEndOf, postSessionEndOf),
    shown([`${person}/authorizations`], showPersonAuthorizations),
    shown([`${person}/authorizations/{id}/revoke`], askRevocationOf, postRevocationOf),
    shown([`${person}/connections`], showPersonConnections),
    shown([`${person}/connections/{id}/delete`], askUnlinking, postUnlinking),
    shown([everyConnectionPath], showEveryConnection),
    shown([`${everyConnectionPath}/{id}/delete`], askUnlinking, postUnlinking),
    shown(['/admin/sessions'], showEverySession),
    shown(['/admin/sessions/{id}/end'], askSessionEndOf, postSessionEndOf),
  ];
}
