import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { decodeJwt } from 'jose';
import { protectedCases } from '../src/protected/cases/index.ts';
import { REACHED } from '../src/protected/conversation.ts';
import { runningUrl } from '../src/protected/targets.ts';
import { type Run, runCases } from '../src/run/runner.ts';
import { type Child, startChild } from '../src/testing/child.ts';
import { freePort } from '../src/testing/free-port.ts';

const namesOf = ({ results }: Run, kind: string): readonly string[] =>
  results.flatMap(({ case: one, verdict }) => (verdict.kind === kind ? [one.name] : []));

describe('a service that its operator started', () => {
  let child: Child;
  let url: string;
  let issuer: string;

  before(async () => {
    const origin = `http://127.0.0.1:${await freePort()}`;
    url = `${origin}/plain/mcp`;
    issuer = `http://127.0.0.1:${await freePort()}/issuer`;
    const services = [{ path: '/plain/mcp', issuer, scopes: ['files:read'], dpop: 'off' }];
    const program = new URL('../../resource/test/guarded/main.ts', import.meta.url);
    const env = {
      SERVICES: JSON.stringify(services),
      ORIGIN: origin,
      ADAPTER: 'node',
      MARK: 'my own answer',
    };
    child = startChild([fileURLToPath(program)], env);
    await once(child.process, 'message');
  });

  after(() => child.stop());

  it('is tried from the command line — resource.md §10 Black-box suite', async () => {
    const main = fileURLToPath(new URL('../src/testing/main.ts', import.meta.url));
    const options = ['--protected', url, '--issuer', issuer, '--scopes', 'files:read', '--report', 'json'];
    const { code, stdout } = await new Promise<{ code: unknown; stdout: string }>((resolve) =>
      execFile(process.execPath, [main, ...options], (error, stdout) =>
        resolve({ code: error?.code ?? 0, stdout }),
      ),
    );
    const [{ summary, cases }] = JSON.parse(stdout);
    const failed = cases.filter((one: { verdict: string }) => one.verdict === 'fail');
    assert.deepEqual(failed, []);
    assert.equal(code, 0);
    assert.equal(summary.pass + summary['not offered'], protectedCases.length);
    assert.ok(summary.pass > 40, `${summary.pass} cases were tried`);
  });
});

/** Whether a service that does not know better lets a request through. */
type Door = (request: IncomingMessage, service: { readonly url: string; readonly issuer: string }) => boolean;

const tokenOf = ({ headers }: IncomingMessage): string =>
  /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';

/** Reads a token, and believes what it reads. */
const credulous: Door = (request, { url, issuer }) => {
  try {
    const { iss, aud, exp = 0 } = decodeJwt(tokenOf(request));
    return iss === issuer && [aud].flat().includes(url) && exp > Date.now() / 1000;
  } catch {
    return false;
  }
};

describe('a service that lets in whom it should not', () => {
  let server: Server;
  after(() => server.close());

  async function runBehind(door: Door): Promise<Run> {
    const issuer = `http://127.0.0.1:${await freePort()}/issuer`;
    let url = '';
    server = createServer((request: IncomingMessage, response: ServerResponse) => {
      if (door(request, { url, issuer })) response.end(REACHED);
      else {
        response.writeHead(401, { 'www-authenticate': 'Bearer error="invalid_token"' });
        response.end('{"error":"invalid_token"}');
      }
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    assert.ok(address !== null && typeof address === 'object');
    url = `http://127.0.0.1:${address.port}/mcp`;
    const run = await runCases(runningUrl({ url, issuer, scopes: [], features: [] }), protectedCases);
    server.close();
    return run;
  }

  it('fails every case but those of good tokens where the door is open', async () => {
    const run = await runBehind(() => true);
    const passed = namesOf(run, 'pass').filter(
      (name) => !/is served$|preflight|written in any case/.test(name),
    );
    assert.deepEqual(passed, []);
    assert.ok(namesOf(run, 'fail').length > 30);
  });

  it('fails every forgery, and no honest case, where signatures are not verified', async () => {
    const { results } = await runBehind(credulous);
    const reached = results.flatMap(({ case: one, verdict }) =>
      verdict.kind === 'fail' && verdict.message === 'the service was reached' ? [one.name] : [],
    );
    const forgeries = protectedCases.filter(
      ({ requirements, needs = [] }) => requirements[0] === 'RFC 8725 §3.1' && needs.length === 0,
    );
    assert.equal(forgeries.length, 9);
    assert.deepEqual(
      forgeries.filter(({ name }) => !reached.includes(name)),
      [],
    );
    const honest = results.filter(({ case: one }) => /is served$/.test(one.name));
    assert.ok(honest.length > 3 && honest.every(({ verdict }) => verdict.kind === 'pass'));
  });
});
