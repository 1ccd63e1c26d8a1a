import type { Epoch, Hash, UserId } from '@grantor/protocol';
import type { Told } from './told.ts';

/** How and when somebody signed in; unchanged by refresh (RFC 9470 §6). */
export type Authentication = {
  readonly authTime: Epoch;
  readonly acr: string;
  readonly amr: readonly string[];
  /** The provider that they signed in through; absent: they signed in here. */
  readonly provider?: string;
};

/** What a session tells of the sign-in it began with. */
export const authenticationOf = ({ authTime, acr, amr, provider }: Authentication): Authentication => ({
  authTime,
  acr,
  amr,
  ...(provider === undefined ? {} : { provider }),
});

/** A live browser session, as read for this request. */
export type BrowserSession = Authentication & {
  /** SHA-256 of the session id. */
  readonly id: Hash;
  readonly userId: UserId;
  readonly username: string;
  readonly role: 'user' | 'admin';
  /** The highest level that the person could reach with what they have enrolled (protocol.md §6). */
  readonly reachableAcr: string;
  /** Random; the `sid` of each client derives from it (protocol.md SE-4). */
  readonly sidSeed: string;
  /** When it began, whatever sign-ins came after. */
  readonly startedAt: Epoch;
  /** Of a guest, what the front-end said of them; absent: a user, of whom we know ourselves. */
  readonly told?: Told;
};
