/** What administrators are told of the process itself; made once in `start.ts`. */

import type { Epoch } from '@grantor/protocol';
import type { SystemModel } from '../pages/index.ts';

export type SystemFacts = {
  readonly version: string;
  readonly startedAt: Epoch;
  readonly database: 'sqlite' | 'postgres';
  readonly settings: SystemModel['settings'];
  /** When this process last deleted what had expired; null: not yet, or another process does. */
  cleanedAt(): Epoch | null;
  /** A forwarding header came from a peer that TRUSTED_PROXIES does not name. */
  ignoresForwarding(): boolean;
  /** In seconds; 0: keys are rotated by hand. */
  readonly keyRotationInterval: number;
  /** Which tokens are signed with keys of this algorithm. */
  readonly signedBy: (alg: string) => readonly ('access_token' | 'id_token')[];
  /** Sends logout notices that are due. */
  sendNotices(): void;
};
