/** What servers of clients and of the operator are told of their own accord, and when there is something to tell. */

import type { Commit } from '@grantor/engine';
import {
  type BackchannelNoticesOptions,
  bringsNotice,
  createBackchannelNotices,
} from '../backchannel/notices.ts';
import { createLogoutNotices, type LogoutNoticesOptions } from '../logout/notices.ts';

const endings: readonly string[] = ['session_ended', 'sessions_ended'];

/** The notices of ended sessions, and those of requests to people. `interval`: milliseconds between two looks. */
export function openNotices(
  ofSignOut: LogoutNoticesOptions,
  ofRequests: BackchannelNoticesOptions,
): {
  readonly sendAgain: () => void;
  saw(commit: Commit): void;
  start(interval: number): void;
  stop(): Promise<unknown>;
} {
  const logout = createLogoutNotices(ofSignOut);
  const backchannel = createBackchannelNotices(ofRequests);
  return {
    sendAgain: logout.kick,
    saw(commit) {
      if (commit.facts.some(({ kind }) => endings.includes(kind))) logout.kick();
      if (bringsNotice(commit)) backchannel.kick();
    },
    start(interval) {
      logout.start(interval);
      backchannel.start(interval);
    },
    stop: () => Promise.all([logout.stop(), backchannel.stop()]),
  };
}
