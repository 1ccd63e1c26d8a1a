import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type ForeignIssuer, personToken, startForeignIssuer } from '../e2e/foreign-issuer.ts';
import { type GuideFolder, guideFolder, programsOf, readGuide } from './guide-program.ts';

const guide = readGuide('users-of-several-issuers.md');
const [service = '', signer = '', ...more] = programsOf(guide);
const resource = 'https://files.example.com/mcp';
const environment = { JWT_SECRET: 'a secret of the operator, 32 bytes or more' };

describe('the guide to users of several issuers', () => {
  let folder: GuideFolder;
  let plain: ForeignIssuer;
  let slashed: ForeignIssuer;
  before(async () => {
    folder = guideFolder();
    plain = await startForeignIssuer({ ending: '', resource });
    slashed = await startForeignIssuer({ ending: '/', resource });
  });
  after(async () => {
    await plain.stop();
    await slashed.stop();
    folder.remove();
  });

  it('shows a service that knows callers of two issuers and of its own — resource.md §3 Several issuers, §4', async () => {
    assert.deepEqual(more, []);
    const program = await folder.start(
      service
        .replace('https://auth.example.com', plain.issuer)
        .replace('https://example.eu.auth0.com/', slashed.issuer),
      environment,
    );
    try {
      const greeting = async (token: string): Promise<string> => {
        const answer = await fetch(program.origin, { headers: { authorization: `Bearer ${token}` } });
        return answer.text();
      };
      const ada = { sub: 'ada', email: 'ada@example.com', email_verified: true, name: 'Ada' };
      for (const foreign of [plain, slashed]) {
        const token = await personToken(foreign, ada, { resource });
        assert.equal(await greeting(token), `Hello ${foreign.issuer}#ada`);
      }
      assert.equal(await greeting(await folder.print(signer, environment)), 'Hello user-1');
    } finally {
      await program.stop();
    }
  });

  it('names every variable there is, and no other — resource.md §8', () => {
    const source = resolve(import.meta.dirname, '../../src/configuration/environment.ts');
    const namesIn = (text: string) => [...new Set(text.match(/GRANTOR_[A-Z_]+[A-Z]/g))].sort();
    assert.deepEqual(namesIn(guide), namesIn(readFileSync(source, 'utf8')));
  });
});
