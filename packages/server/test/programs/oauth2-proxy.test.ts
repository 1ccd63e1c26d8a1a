import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { type Bench, setUp, signInAt } from './bench.ts';
import { missingCommand } from './installed.ts';

describe('oauth2-proxy', { skip: missingCommand('oauth2-proxy') }, () => {
  let bench: Bench;
  let upstream: Server;
  before(async () => {
    bench = await setUp('oauth2-proxy');
    upstream = createServer(({ headers }, response) => response.end(JSON.stringify(headers)));
    upstream.listen(Number(bench.placed('3000')), 'localhost');
  });
  after(async () => {
    upstream.close();
    upstream.closeAllConnections();
    await bench.stop();
  });

  /** Starts the command, signs in, and answers the headers that reach the guarded application. */
  const headersBy = async (command: string): Promise<string> => {
    const answersAt = bench.placed('http://localhost:4180');
    const run = await bench.run('sh', ['-c', `exec ${command}`], { answersAt });
    return await signInAt(`${answersAt}/`).finally(() => run.stop());
  };

  it('tells the application who signed in', async () => {
    const headers = JSON.parse(await headersBy(bench.block('sh')));
    assert.equal(headers['x-forwarded-email'], 'ada@example.com');
    assert.equal(headers['x-forwarded-preferred-username'], 'ada');
  });

  it('answers 403 without the method of PKCE', async () => {
    const command = bench.block('sh').replace('--code-challenge-method=S256 ', '');
    await assert.rejects(headersBy(command), /PKCE.* answered 403/);
  });
});
