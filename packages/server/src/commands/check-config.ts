import type { World } from '../start/start.ts';

/** Whoever gets here has a configuration without problems (operations.md K-3). */
export async function checkConfiguration({ configuration }: World): Promise<void> {
  console.log(`The configuration is complete; the issuer is ${configuration.server.baseUrl}.`);
}
