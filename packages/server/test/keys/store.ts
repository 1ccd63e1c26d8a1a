import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, openDatabase } from '../../src/database/database.ts';

/** A SQLite file that several databases can open, each as one replica. */
export async function createStoreFile(): Promise<{ open(): Promise<Database>; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'grantor-'));
  const opened: Database[] = [];
  return {
    async open() {
      const database = await openDatabase({ driver: 'sqlite', path: join(folder, 'grantor.db') });
      opened.push(database);
      return database;
    },
    async remove() {
      await Promise.all(opened.map((database) => database.close()));
      await rm(folder, { recursive: true });
    },
  };
}

/** AES-256-GCM with the label as associated text. */
export function createTestSealer(key = randomBytes(32)) {
  return {
    seal(plaintext: string, label: string): string {
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(label));
      const sealed = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64');
    },
    open(sealed: string, label: string): string {
      const bytes = Buffer.from(sealed, 'base64');
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12))
        .setAAD(Buffer.from(label))
        .setAuthTag(bytes.subarray(12, 28));
      return decipher.update(bytes.subarray(28), undefined, 'utf8') + decipher.final('utf8');
    },
  };
}
