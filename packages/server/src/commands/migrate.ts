import type { World } from '../start/start.ts';
import { withStorage } from '../start/storage.ts';

/** Opening the database migrates it, once however many do so at the same time (operations.md Y-1). */
export async function migrateDatabase(world: World): Promise<void> {
  await withStorage(world, async () => {});
  console.log('The schema is up to date.');
}
