import { initialTokenOption } from '../clients/initial-token.ts';
import type { Command, Invocation } from '../command-line/command.ts';
import { clientOptions, flowOptions, scopeOption } from '../command-line/options.ts';
import type { Ending } from '../errors/exit-code.ts';

async function doctor(invocation: Invocation): Promise<Ending> {
  const { runDoctor } = await import('../doctor/doctor.ts');
  return runDoctor(invocation);
}

export const doctorCommand: Command = {
  name: 'doctor',
  does: 'check a server, an API or an MCP server',
  about: [
    'Checks an authorization server, an MCP server or a protected API the way clients see it, and says which',
    'clients will work. It only reads, unless --register lets it register a client and delete it again, or',
    '--login lets it sign you in once and out again.',
    'Ends with 1 when it finds an error.',
  ].join('\n'),
  positionals: [{ name: 'url', presence: 'required', completes: 'server' }],
  options: [
    { name: 'register', does: 'register a client as others do, and delete it' },
    initialTokenOption,
    { name: 'login', does: 'sign in once, renew, and sign out again' },
    scopeOption,
    ...flowOptions,
    ...clientOptions,
  ],
  example: {
    line: 'grantor doctor https://mcp.example.com/mcp',
    shows: 'One line a check, what to do about what is wrong, and a verdict for each client.',
  },
  run: doctor,
};
