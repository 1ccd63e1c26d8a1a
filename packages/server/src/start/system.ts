import type { Epoch } from '@grantor/protocol';
import { effectiveSettings } from '../config/effective.ts';
import type { Configuration, Environment } from '../config/types.ts';
import type { SystemFacts } from '../site/system.ts';
import { version } from './version.ts';

type SystemWorld = Pick<SystemFacts, 'startedAt' | 'sendNotices'> & { readonly environment: Environment };

export type SystemWatch = {
  readonly facts: SystemFacts;
  cleaned(at: Epoch): void;
  cleanupFailed(at: Epoch): void;
  /** Of the first failure since the last success here; null: there is none. */
  cleanupFailsSince(): Epoch | null;
  forwardingIgnored(): void;
};

/** Remembers what happens to this process that administrators should see. */
export function watchSystem(
  { database, keys }: Configuration,
  { environment, startedAt, sendNotices }: SystemWorld,
): SystemWatch {
  let cleanedAt: Epoch | null = null;
  let failsSince: Epoch | null = null;
  let ignored = false;
  return {
    facts: {
      version: version(),
      startedAt,
      database: database.target.kind,
      settings: effectiveSettings(environment),
      cleanedAt: () => cleanedAt,
      ignoresForwarding: () => ignored,
      keyRotationInterval: keys.rotationInterval,
      signedBy: (alg) => [
        ...(keys.accessTokenAlgorithm === alg ? (['access_token'] as const) : []),
        ...(keys.idTokenAlgorithm === alg ? (['id_token'] as const) : []),
      ],
      sendNotices,
    },
    cleaned: (at) => {
      cleanedAt = at;
      failsSince = null;
    },
    cleanupFailed: (at) => {
      failsSince ??= at;
    },
    cleanupFailsSince: () => failsSince,
    forwardingIgnored: () => {
      ignored = true;
    },
  };
}
