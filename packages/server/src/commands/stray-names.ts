import { variablesNamed } from '../bootstrap/bootstrap.ts';
import type { StrayName } from '../config/types.ts';
import { readBootstrapFile } from '../start/seed.ts';
import type { World } from '../start/start.ts';

/** Names in `.env` that neither the settings nor the bootstrap file know (operations.md K-4). */
export async function strayNames(world: World): Promise<readonly StrayName[]> {
  const text = await readBootstrapFile(world.configuration).catch(() => null);
  const named = variablesNamed(text ?? '');
  return (world.strayNames ?? []).filter(({ name }) => !named.has(name));
}
