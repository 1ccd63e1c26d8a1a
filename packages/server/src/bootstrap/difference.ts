import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';

/** One object that the start changed, for the audit log (operations.md K-6). */
export type Difference = {
  readonly kind: 'created' | 'updated';
  readonly what:
    | 'user'
    | 'client'
    | 'resource'
    | 'scope'
    | 'detail_type'
    | 'trusted issuer'
    | 'exchange rule'
    | 'credential configuration';
  readonly id: string;
  readonly name: string;
};

/** Work in one transaction; what it records is audited with it or not at all (operations.md D-2). */
export type RecordedTransaction = <Result>(
  work: (
    tx: Kysely<Schema>,
    record: (differences: readonly Difference[]) => Promise<void>,
  ) => Promise<Result>,
) => Promise<Result>;
