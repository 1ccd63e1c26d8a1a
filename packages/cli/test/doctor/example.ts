/** A service that a Grantor guards, as its one command starts it. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { freePort } from '@grantor/server/testing';

export type Example = { readonly resource: string; stop(): Promise<void> };

/** Each example that is a program, and the path of its resource. */
export const examples = { 'mcp-server': '/mcp', 'api-hono': '', 'api-express': '' } as const;

const folder = resolve(import.meta.dirname, '../../../../examples');

/** Resolves when it says that it is ready. */
export async function startExample(
  issuer: string,
  name: keyof typeof examples = 'mcp-server',
): Promise<Example> {
  const port = await freePort();
  const resource = `http://localhost:${port}${examples[name]}`;
  const child = spawn(process.execPath, [resolve(folder, name, 'src/main.ts')], {
    env: { PORT: String(port), PUBLIC_URL: resource, ISSUER: issuer },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
  if (!String(said).includes('is ready')) throw new Error(`the example did not start: ${said}`);
  return {
    resource,
    async stop() {
      const exited = once(child, 'exit');
      child.kill();
      await exited;
    },
  };
}
