import type { ClientDirectory } from '../client-documents/client-directory.ts';
import type { Policy } from '../policy.ts';
import type { Ports } from '../ports.ts';

/** What every endpoint works with: the world, the rules, and who the clients are. */
export type Context = {
  readonly ports: Ports;
  readonly policy: Policy;
  readonly clients: ClientDirectory;
};
