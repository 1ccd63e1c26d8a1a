/** What becomes of a client's request to a person (CIBA). */

import type { ClientId, Hash, Instant, UserId } from '@grantor/protocol';
import type { BackchannelRequest, DeviceApproval, DeviceCode } from '../model/device-code.ts';

/** Where a client is told that its request is decided, and the sealed message (CIBA §10.2). */
export type Ping = { readonly uri: string; readonly sealed: string };

export type BackchannelFact =
  /** Guard: the client has asked this person, where one is named, fewer than `most` times since `since`. */
  | {
      readonly kind: 'backchannel_requested';
      readonly request: DeviceCode & { readonly backchannel: BackchannelRequest };
      readonly most: number;
      readonly since: Instant;
    }
  /** Guard: pending, unexpired, asked of nobody yet, and not acknowledged: its client gets to know of it, once. */
  | { readonly kind: 'backchannel_acknowledged'; readonly hash: Hash; readonly session: Hash }
  /** Guard: the same. It is as if it had never been. */
  | { readonly kind: 'backchannel_withdrawn'; readonly hash: Hash }
  /** Guard: pending, unexpired, acknowledged, and asked of nobody yet: from here on of this person. */
  | { readonly kind: 'backchannel_person_found'; readonly hash: Hash; readonly userId: UserId }
  /** Guard: pending, unexpired, asked of this person, in whose `session`, which lives, it is approved. */
  | {
      readonly kind: 'backchannel_approved';
      readonly hash: Hash;
      readonly clientId: ClientId;
      readonly session: Hash;
      readonly approval: DeviceApproval;
      readonly ping: Ping | null;
    }
  /** Guard: pending, unexpired, asked of this person. */
  | {
      readonly kind: 'backchannel_denied';
      readonly hash: Hash;
      readonly clientId: ClientId;
      readonly userId: UserId;
      readonly session: Hash;
      readonly ping: Ping | null;
    };
