import type { Policy } from '../policy.ts';
import type { Ports } from '../ports.ts';

/** What every back-channel endpoint works with: the world and the rules. */
export type Context = { readonly ports: Ports; readonly policy: Policy };
