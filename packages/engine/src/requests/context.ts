import type { ClientDirectory } from '../clients/client-directory.ts';
import type { Policy } from '../ports/policy.ts';
import type { Ports } from '../ports/ports.ts';

/** What every endpoint works with: the world, the rules, and who the clients are. */
export type Context = {
  readonly ports: Ports;
  readonly policy: Policy;
  readonly clients: ClientDirectory;
};
