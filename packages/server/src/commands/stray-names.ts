import type { StrayName } from '../config/types.ts';
import type { World } from '../start/start.ts';

/** Names in `.env` that neither the settings nor the bootstrap file know (operations.md K-4). */
export async function strayNames({
  configuration,
  strayNames: names = [],
}: World): Promise<readonly StrayName[]> {
  if (names.length === 0 || configuration.server.bootstrapFile === null) return names;
  const [{ variablesNamed }, { readBootstrapFile }] = await Promise.all([
    import('../bootstrap/bootstrap.ts'),
    import('../start/seed.ts'),
  ]);
  const text = await readBootstrapFile(configuration).catch(() => null);
  const named = variablesNamed(text ?? '');
  return names.filter(({ name }) => !named.has(name));
}
