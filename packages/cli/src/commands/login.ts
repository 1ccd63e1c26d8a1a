import type { Command, Invocation } from '../command-line/command.ts';
import {
  clientOptions,
  envOptions,
  flowOptions,
  resourceOption,
  scopeOption,
  serverArgument,
} from '../command-line/options.ts';
import type { Ending } from '../errors/exit-code.ts';

async function login(invocation: Invocation): Promise<Ending> {
  const { runLogin } = await import('../login/login.ts');
  return runLogin(invocation);
}

export const loginCommand: Command = {
  name: 'login',
  does: 'sign in, and keep the tokens',
  about: [
    'Signs you in to a server and keeps the tokens for the other commands. The server is its address, or the',
    'address of an API or MCP server that it protects. The browser opens by itself; where there is none, a code',
    'to enter on another device is shown instead. A sign-in that is still valid is left as it is.',
  ].join('\n'),
  positionals: [serverArgument],
  options: [
    scopeOption,
    resourceOption,
    ...flowOptions,
    { name: 'force', does: 'sign in again, choosing the account' },
    ...clientOptions,
    { name: 'new-client', does: 'register this program anew at the server' },
    {
      name: 'data',
      value: 'FOLDER',
      does: 'data folder of a Grantor, to use the client it was seeded with',
      completes: 'folder',
    },
    ...envOptions,
  ],
  example: {
    line: 'grantor login https://auth.example.com',
    shows: 'Opens the browser; afterwards `grantor token` prints an access token.',
  },
  run: login,
};
