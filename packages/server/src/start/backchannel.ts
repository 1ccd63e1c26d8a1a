import { operatorNotices } from '../backchannel/notices.ts';
import type { Configuration } from '../config/types.ts';
import type { CommitOptions } from '../store/commit.ts';

type Sealer = Parameters<typeof operatorNotices>[2];

/** What the operator's program is told of requests to people, where there is one. */
export const operatorNoticesOf = (
  { backchannel: { enabled, notifyUrl }, server }: Configuration,
  secrets: Sealer,
): Pick<CommitOptions, 'backchannelNotices'> =>
  enabled && notifyUrl !== null
    ? { backchannelNotices: operatorNotices(notifyUrl, server.baseUrl, secrets) }
    : {};
