/** How hosts behind a proxy know who is signed in: by a cookie of their own that lives as long as the session. */

import type { Account, BrowserSession } from '@grantor/engine';
import { type Epoch, hmacSha256, Secret, sha256 } from '@grantor/protocol';
import type { ForwardedSessionTable } from '../store/forwarded-sessions.ts';
import type { Visit } from './fingerprint.ts';
import type { SessionUses } from './session-uses.ts';
import { endOf, type SessionPolicy } from './sessions.ts';

export type ForwardedSessions = {
  /** The cookie of this session, the same whenever it is asked for; the table has its SHA-256. */
  cookieFor(session: Pick<BrowserSession, 'id'>): Promise<Secret>;
  /** Whom the cookie names now; null when its session ended. One read, no write. */
  find(cookie: string, visit: Visit, now: Epoch): Promise<Account | null>;
};

/** Browsers may sign in to guarded hosts, all of them under one domain. */
export type BrowserSignIn = {
  readonly domain: string;
  /** Our own address, which is not one of the guarded hosts. */
  readonly baseUrl: string;
  readonly sessions: ForwardedSessions;
};

export type ForwardedSessionPorts = {
  /** Without it nobody can make the cookie of a session, even with all that is stored. */
  readonly key: Uint8Array;
  readonly table: ForwardedSessionTable;
  readonly policy: SessionPolicy;
  readonly uses: SessionUses;
};

/** A player or a download of the same person's browser calls itself something else, from another address even. */
const unbound = (policy: SessionPolicy): SessionPolicy => ({ ...policy, fingerprint: 'none' });

export const createForwardedSessions = ({
  key,
  table,
  policy,
  uses,
}: ForwardedSessionPorts): ForwardedSessions => ({
  async cookieFor({ id }) {
    // Derived and not random, so that two tabs that come at once do not end each other's
    const cookie = hmacSha256(key, `forward\n${id}`);
    await table.link(id, sha256(cookie));
    return Secret.of(cookie);
  },
  async find(cookie, visit, now) {
    const found = await table.find(sha256(cookie));
    if (found === null || endOf(found.session, unbound(policy), { visit, now }) !== null) return null;
    uses.saw(found.session, now);
    return found.account;
  },
});
