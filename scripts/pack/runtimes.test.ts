import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { signatureAlgorithms } from '@grantor/protocol';
import { CompactSign, exportJWK, generateKeyPair } from 'jose';
import { freePort } from '../../packages/compliance/src/testing/free-port.ts';
import {
  clientToken,
  type ForeignIssuer,
  opaqueReader,
  revokeToken,
  startForeignIssuer,
} from '../../packages/resource/test/e2e/foreign-issuer.ts';
import { root } from '../sources/sources.ts';
import { installToolkit, temporaryFolder } from './consumer.ts';
import { algorithmsProgram, serviceProgram } from './guarded-programs.ts';
import { missing, type Runtime, runtimes } from './runtimes.ts';
import { builtPackages } from './shared.ts';

/** As the example of the README calls itself. */
const resource = 'http://localhost:3000/mcp';
const readme = await readFile(resolve(root, 'packages/resource/README.md'), 'utf8');
const [, example = ''] = /^```js\n([\s\S]*?)^```$/m.exec(readme) ?? [];

const folder = await temporaryFolder();
after(() => folder[Symbol.asyncDispose]());
let issuer: ForeignIssuer;
before(async () => {
  const project = join(folder.path, 'project');
  await installToolkit(project, await builtPackages());
  issuer = await startForeignIssuer({ ending: '', resource });
});
after(() => issuer.stop());

type Service = AsyncDisposable & { readonly origin: string };

let programs = 0;

/** Runs a program that listens on that port, until the block ends. */
async function start(runtime: Runtime, write: (port: number) => string): Promise<Service> {
  const port = await freePort();
  const file = join(folder.path, 'project', `program-${programs++}.mjs`);
  await writeFile(file, write(port));
  const [program, ...words] = await runtime.command(file, port);
  const env = { PATH: process.env['PATH'], HOME: folder.path, DENO_NO_UPDATE_CHECK: '1' };
  const child = spawn(program, words, {
    cwd: join(folder.path, 'project'),
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const exited = once(child, 'exit');
  let said = '';
  child.stderr.on('data', (part) => {
    said += part;
  });
  const stop = async (): Promise<void> => {
    child.kill();
    await exited;
  };
  const origin = `http://127.0.0.1:${port}`;
  try {
    await untilAnswering(origin, child);
  } catch {
    await stop();
    throw new Error(`${runtime.name} does not answer: ${said}`);
  }
  return { origin, [Symbol.asyncDispose]: stop };
}

async function untilAnswering(origin: string, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (child.exitCode !== null) break;
    const answer = await fetch(origin).catch(() => null);
    if (answer !== null) return void (await answer.arrayBuffer());
    await setTimeout(50);
  }
  throw new Error('no answer');
}

const ask = (origin: string, token?: string): Promise<Response> =>
  fetch(`${origin}/mcp`, { headers: token === undefined ? {} : { authorization: `Bearer ${token}` } });

/** A JWT passes and tells whose it is, one for somebody else does not, and who has none is led to the metadata. */
async function guards({ origin }: Service, who: string): Promise<void> {
  const passed = await ask(origin, await clientToken(issuer, { resource }));
  assert.deepEqual([passed.status, await passed.text()], [200, who]);

  const foreign = await clientToken(issuer, { resource: 'http://localhost:3000/other' });
  const refused = await ask(origin, foreign);
  assert.equal(refused.status, 401);
  assert.match(refused.headers.get('www-authenticate') ?? '', /error="invalid_token"/);

  const nobody = await ask(origin);
  assert.equal(nobody.status, 401);
  const [, address = ''] =
    /resource_metadata="([^"]+)"/.exec(nobody.headers.get('www-authenticate') ?? '') ?? [];
  const metadata = (await (await fetch(`${origin}${new URL(address).pathname}`)).json()) as object;
  assert.deepEqual(metadata, {
    resource,
    authorization_servers: [issuer.issuer],
    bearer_methods_supported: ['header'],
  });
}

/** An opaque token passes as long as its issuer says that it is active (RFC 7662 §2.2). */
async function introspects({ origin }: Service): Promise<void> {
  const token = await clientToken(issuer, { resource, client: opaqueReader });
  const passed = await ask(origin, token);
  assert.deepEqual([passed.status, await passed.text()], [200, `nobody ${opaqueReader.id} files:read`]);
  const revoked = await clientToken(issuer, { resource, client: opaqueReader });
  await revokeToken(issuer, opaqueReader, revoked);
  assert.equal((await ask(origin, revoked)).status, 401);
}

/** One signature by each algorithm, made by another library. */
const signedSamples = () =>
  Promise.all(
    Object.keys(signatureAlgorithms).map(async (alg) => {
      const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
      const jws = await new CompactSign(Buffer.from('signed')).setProtectedHeader({ alg }).sign(privateKey);
      const [header, payload, signature] = jws.split('.');
      return { alg, jwk: await exportJWK(publicKey), input: `${header}.${payload}`, signature };
    }),
  );

/** RSA takes one key for two algorithms, which must not pass for one another. */
const otherPadding = (alg: string): string =>
  alg.replace(/^[RP]S/, (family) => (family === 'RS' ? 'PS' : 'RS')).replace(/^(?:E.*)$/, 'RS256');

describe('the README of the toolkit', () => {
  it('shows ten lines at most — distribution.md D-2', () => {
    const { length } = example.trimEnd().split('\n');
    assert.ok(length > 1 && length <= 10, `${length} lines`);
  });
});

for (const runtime of runtimes) {
  describe(`the toolkit of the tarballs on ${runtime.name} — distribution.md §1 @grantor/resource`, {
    skip: missing(runtime),
  }, () => {
    if (runtime.adapters.includes('node')) {
      it('guards by the example of its README — distribution.md D-5', async () => {
        await using service = await start(runtime, (port) =>
          example.replace('http://localhost:8080', issuer.issuer).replace('listen(3000)', `listen(${port})`),
        );
        await guards(service, 'reader');
      });
    }

    it('verifies by every algorithm, and refuses what another signed — distribution.md D-5, RFC 7518 §3.1', async () => {
      const samples = await signedSamples();
      const forged = samples.map((sample) => ({ ...sample, input: `${sample.input}x` }));
      const crossed = samples.map((sample) => ({ ...sample, alg: otherPadding(sample.alg) }));
      await using service = await start(runtime, (port) =>
        algorithmsProgram([...samples, ...forged, ...crossed], runtime.server, port),
      );
      const held = await (await fetch(service.origin)).json();
      assert.deepEqual(held, Object.keys(signatureAlgorithms));
    });

    for (const adapter of runtime.adapters) {
      it(`guards by the adapter ${adapter}, which tells subject, client and scopes — distribution.md D-5, L-5`, async () => {
        const introspection = { clientId: opaqueReader.id, clientSecret: opaqueReader.secret };
        const options = {
          resource,
          scopes: ['files:read'],
          issuers: [{ issuer: issuer.issuer, introspection }],
        };
        await using service = await start(runtime, (port) =>
          serviceProgram(adapter, runtime.server, { options, port }),
        );
        await guards(service, 'reader reader files:read');
        await introspects(service);
      });
    }
  });
}
