import type { Actor } from '../administration/change.ts';
import type { Visit } from './visit.ts';

/** Who does it, for the audit log. */
export const actorOf = ({ person, exchange }: Pick<Visit, 'person' | 'exchange'>): Actor => ({
  userId: person.userId,
  username: person.username,
  source: exchange.source,
});
