import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { writeEnv } from '../src/env-file/lines.ts';
import { fromVariables, toVariables } from '../src/env-file/variables.ts';

describe('an env file', () => {
  it('keeps comments, order, other variables and line endings — cli.md §4 Existing lines', () => {
    const before = '# mine\r\nA=1\r\n\r\nexport TOKEN="old" # why\r\nB="two\r\nlines TOKEN=no"\r\n';
    const after = writeEnv(before, { TOKEN: 'new', ADDED: 'x' });
    assert.equal(after, '# mine\r\nA=1\r\n\r\nexport TOKEN=new\r\nB="two\r\nlines TOKEN=no"\r\nADDED=x\r\n');
  });

  it('empties what is no more, adds what is new, and leaves out what never was', () => {
    assert.equal(
      writeEnv('SECRET=s\nX=1', { SECRET: undefined, NEW: 'n', NEVER: undefined }),
      "SECRET=''\nX=1\nNEW=n\n",
    );
    assert.equal(writeEnv('', { A: '1' }), 'A=1\n');
  });

  it('replaces a value of several lines as a whole, and every line of a repeated name', () => {
    assert.equal(writeEnv("A='x\ny'\nB=1\nA=2\n", { A: '3' }), 'A=3\nB=1\nA=3\n');
  });
});

describe('the variables of a sign-in', () => {
  it('have the prefix that was chosen and a time that people can read — cli.md §4 Names', () => {
    const values = {
      serverUrl: 'https://a',
      clientId: 'c',
      accessToken: 't',
      refreshToken: undefined,
      expiresAt: 1_800_000_000,
    };
    const variables = toVariables(values, 'MCP_');
    assert.deepEqual(variables, {
      MCP_SERVER_URL: 'https://a',
      MCP_CLIENT_ID: 'c',
      MCP_ACCESS_TOKEN: 't',
      MCP_REFRESH_TOKEN: undefined,
      MCP_TOKEN_EXPIRES_AT: '2027-01-15T08:00:00.000Z',
    });
    const { expiresAt, accessToken } = fromVariables(variables, 'MCP_');
    assert.deepEqual([expiresAt, accessToken], [1_800_000_000, 't']);
  });
});
