import type { UserId } from '@grantor/protocol';
import type { ToldOnce } from '../administration/people.ts';
import { show, type Visit } from '../console/visit.ts';
import type { Outgoing } from '../http/message.ts';
import { toldOncePage } from '../pages/index.ts';
import { personPath } from './person-path.ts';

/** In the answer to the form that made it, and nowhere else. */
export function showToldOnce(
  visit: Visit,
  { id, username }: { readonly id: UserId; readonly username: string },
  told: Extract<ToldOnce, { kind: 'password' | 'link' }>,
): Outgoing {
  const person = { path: personPath(id), username };
  const { baseUrl } = visit.site;
  const model =
    told.kind === 'password'
      ? ({ ...person, kind: 'password', password: told.password } as const)
      : ({
          ...person,
          kind: 'link',
          address: `${baseUrl}/invite/${told.token}`,
          until: told.expiresAt,
          mail: told.mail,
        } as const);
  return show(visit, (frame) => toldOncePage(model, frame));
}
