import { z } from 'zod';
import { browserName } from '../site/user-agent.ts';
import type { ListedSession } from '../store/session-list.ts';
import { moment, momentOf } from './shapes.ts';

/** A browser in which somebody is signed in (product.md §4). */
export const sessionShape = z
  .strictObject({
    id: z.string(),
    user_id: z.string(),
    username: z.string(),
    browser: z.string().optional(),
    system: z.string().optional(),
    address: z.string().optional(),
    remembered: z.boolean(),
    created_at: moment,
    last_seen_at: moment,
    expires_at: moment,
  })
  .meta({ id: 'Session' });

export const sessionBody = (session: ListedSession): z.input<typeof sessionShape> => ({
  id: session.id,
  user_id: session.userId,
  username: session.username,
  ...browserName(session.userAgent),
  ...(session.address === null ? {} : { address: session.address }),
  remembered: session.rememberedAt !== null,
  created_at: momentOf(session.createdAt),
  last_seen_at: momentOf(session.lastSeenAt),
  expires_at: momentOf(session.expiresAt),
});
