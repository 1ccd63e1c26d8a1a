/** What an instance is made of, and what it is. */

import type { Clock, Engine } from '@grantor/engine';
import type { App } from '../app/app.ts';
import type { FirstRun } from '../bootstrap/first-run.ts';
import type { Configuration, Environment, StrayName } from '../config/types.ts';
import type { Database } from '../database/database.ts';
import type { Accounts } from '../people/directory.ts';
import type { Site } from '../site/site.ts';
import type { AuditRow } from '../telemetry/audit-row.ts';
import type { Log } from '../telemetry/log.ts';
import type { Workers } from './workers.ts';

export type World = {
  readonly configuration: Configuration;
  readonly environment: Environment;
  readonly log: Log;
  readonly clock?: Clock;
  readonly strayNames?: readonly StrayName[];
  /** The application's user table; absent: people are in our database. */
  readonly accounts?: Accounts | undefined;
  readonly onEvent?: ((row: AuditRow) => void) | undefined;
  /** What it does together with other workers of the same server; absent: it is the only process of it here. */
  readonly workers?: Workers | undefined;
};

export type Instance = {
  readonly app: App;
  /** What is served at AUTHLETE_API_ADDR; null: nothing is. */
  readonly frontEndApp: App | null;
  readonly engine: Engine;
  /** What its pages work with. */
  readonly site: Site;
  readonly database: Database;
  readonly firstRun: FirstRun;
  /** Ends its work, writes what waits, closes the database (operations.md B-7); `outcome` is what came of the last requests. */
  close(outcome: 'drained' | 'cut'): Promise<void>;
};
