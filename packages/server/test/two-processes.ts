/** Two processes of the server on one PostgreSQL, behind one public address, as behind a balancer. */

import { startReplicas } from './replicas.ts';
import type { ServerOptions } from './running-server.ts';

export type TwoProcesses = {
  readonly origins: readonly string[];
  readonly publicOrigin: string;
  readonly dsn: string;
  stop(): Promise<void>;
};

export const startTwoProcesses = (options: ServerOptions): Promise<TwoProcesses> => startReplicas(2, options);
