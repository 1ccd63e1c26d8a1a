/** `grantor doctor`: examines any authorization server, MCP server or protected API (cli.md §6). */

import { readInitialToken } from '../clients/initial-token.ts';
import type { Invocation } from '../command.ts';
import { wrongUsage } from '../errors/failure.ts';
import type { Ending } from '../exit-code.ts';
import { readText } from '../json.ts';
import { checkTransport, parseExactAddress } from '../server/address.ts';
import { openNotebook } from './ask.ts';
import type { Finding } from './check.ts';
import { checks, subjects } from './checks/checks.ts';
import { knownClient } from './known-client.ts';
import { openRegistrar, type Registrar } from './registration.ts';
import { report } from './report.ts';
import { reportJson } from './report-json.ts';
import { findTarget, type Sides, type Target } from './target.ts';

export async function runDoctor(invocation: Invocation): Promise<Ending> {
  const { given, settings, output, http, world } = invocation;
  const named = given.positionals[0] ?? settings.server;
  if (named === undefined)
    throw wrongUsage('No address was given.', 'For example: grantor doctor https://mcp.example.com/mcp');
  const address = parseExactAddress(named);
  checkTransport(address, 'The server', settings);
  await http.fetchWith('idempotent')(address); // an address that nobody answers at is not examined
  const { ask } = openNotebook(http, world.now);
  output.wait({ text: `Looking at ${address}` });
  const sides = await findTarget(address, ask);
  const registrar = registrarFor(invocation, sides);
  const target: Target = { ...sides, registrar, client: await knownClient(invocation, sides, registrar) };
  const findings = await examine(target, invocation);
  for (const id of (await registrar?.cleanUp()) ?? []) {
    output.warn(`The client ${id} could not be deleted again; delete it at the server.`);
  }
  output.result(report({ target, findings }, output), reportJson({ target, findings }));
  return findings.some(({ outcome }) => outcome.kind === 'error') ? 'failed' : 'done';
}

async function examine(target: Target, { output }: Invocation): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const check of checks) {
    if (check.about !== findings.at(-1)?.check.about)
      output.wait({ text: `Looking at: ${subjects[check.about]}` });
    findings.push({ check, outcome: await check.look(target) });
  }
  return findings;
}

function registrarFor(invocation: Invocation, { server, ask }: Sides): Registrar | null {
  const endpoint = readText(server?.document ?? {}, 'registration_endpoint');
  if (!invocation.given.has('register') || endpoint === undefined || !URL.canParse(endpoint)) return null;
  return openRegistrar(endpoint, readInitialToken(invocation), ask);
}
