import { closeSync, fsyncSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { ClientId, Secret } from '@grantor/protocol';
import { Refusal } from '../refusal/refusal.ts';

export type Credentials = {
  readonly username: string;
  readonly password: Secret;
  readonly clientId: ClientId;
};

/** Where the first start leaves them, in DATA_DIR. */
export const credentialsPathIn = (dataDir: string): string => join(dataDir, 'grantor-credentials.txt');

/** The credentials could not be put where the administrator finds them. */
export class CredentialsNotWritten extends Refusal {
  override readonly name = 'CredentialsNotWritten';
}

/**
 * Writes a new file that only its owner can read, durably; an existing one is never touched (operations.md
 * B-3, security.md K-4). Synchronous, so that it can stand within a transaction. Throws CredentialsNotWritten.
 */
export function writeCredentials(path: string, { username, password, clientId }: Credentials): void {
  const lines = `Username: ${username}\nPassword: ${password.reveal()}\nClient ID: ${clientId}\n`;
  let isOurs = false;
  try {
    const file = openSync(path, 'wx', 0o600);
    isOurs = true;
    try {
      writeSync(file, lines);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  } catch (cause) {
    if (isOurs) removeCredentials(path);
    throw new CredentialsNotWritten(`${path} could not be written (DATA_DIR)`, { cause });
  }
}

/** Takes back a file whose account did not come to be. */
export function removeCredentials(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // the failure that led here is the one to report
  }
}
