import type { Clock, Random } from '@grantor/engine';
import type { Database } from '../database/database.ts';
import type { AuditLog } from '../telemetry/audit-log.ts';
import type { Correspondence } from './compose.ts';
import type { Transport } from './transport.ts';

export type MailSenderOptions = {
  readonly database: Database;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly random: Random;
  readonly sealer: {
    readonly seal: (plaintext: string, label: string) => string;
    /** Throws what was sealed by a secret we do not have. */
    readonly open: (sealed: string, label: string) => string;
  };
  /** Of codes beside links. */
  readonly codeKey: Uint8Array;
  readonly audit: AuditLog;
  readonly correspondence: Correspondence;
  /** The database was not to be had, or a message could not be read; the messages stay where they are. */
  readonly onFailure: (cause: unknown) => void;
};
