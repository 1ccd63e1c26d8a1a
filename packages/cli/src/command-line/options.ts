/** Options that several commands share. */

import type { Option } from './command.ts';

export const serverArgument = { name: 'server', presence: 'optional', completes: 'server' } as const;

export const scopeOption: Option = { name: 'scope', value: 'SCOPES', does: 'scopes, separated by spaces' };

export const resourceOption: Option = {
  name: 'resource',
  value: 'URL',
  repeatable: 'repeatable',
  does: 'the API that the token is for; may be repeated',
};

export const clientOptions: readonly Option[] = [
  { name: 'client-id', value: 'ID', does: 'the client to use (CLIENT_ID)' },
  {
    name: 'client-secret-file',
    value: 'FILE',
    does: 'file with its secret (otherwise CLIENT_SECRET)',
    completes: 'file',
  },
  { name: 'ask-client-secret', does: 'ask for its secret, unseen' },
];

/** How a person signs in where the choice is not left to the command. */
export const flowOptions: readonly Option[] = [
  { name: 'device', does: 'show a code for another device' },
  { name: 'no-browser', does: 'print the page to open, and take the address it ends on' },
  { name: 'browser', does: 'open the browser, wherever this seems to run' },
  { name: 'port', value: 'PORT', does: 'port the browser comes back to (CALLBACK_PORT)' },
];

export const envOptions: readonly Option[] = [
  {
    name: 'env',
    value: 'FILE',
    valueIs: 'optional',
    does: 'keep the result in an env file (default .env)',
    completes: 'file',
  },
  { name: 'env-prefix', value: 'PREFIX', does: 'how its variables begin (default GRANTOR_)' },
];
