import type { BackchannelNoticeTable } from '../../database/schema.ts';
import { asCalled } from '../../outbound/receiver-shares.ts';

export type BackchannelNotice = Readonly<BackchannelNoticeTable>;

/** One that nobody has tried to deliver; `at` in ms. */
export const newNotice = (
  notice: Pick<BackchannelNotice, 'id' | 'client_id' | 'uri' | 'message'>,
  at: number,
): BackchannelNotice => {
  const now = Math.floor(at / 1000);
  return {
    ...notice,
    uri: asCalled(notice.uri),
    ...{ attempts: 0, created_at: now, next_attempt_at: now, delivered_at: null, failed_at: null },
  };
};
