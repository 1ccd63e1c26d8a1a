import type { Difference, RecordedTransaction } from '../../src/bootstrap/difference.ts';
import type { Database } from '../../src/database/database.ts';

/** Transactions of the database; what is recorded in those that were committed is added to `into`. */
export const recordedIn =
  (database: Pick<Database, 'transaction'>, into: Difference[] = []): RecordedTransaction =>
  async (work) => {
    const told: Difference[] = [];
    const result = await database.transaction((tx) =>
      work(tx, async (differences) => void told.push(...differences)),
    );
    into.push(...told);
    return result;
  };
