/** `grantor doctor`: examines any authorization server, MCP server or protected API (cli.md §6). */

import { readInitialToken } from '../clients/initial-token.ts';
import type { Invocation } from '../command-line/command.ts';
import type { Ending } from '../errors/exit-code.ts';
import { failureIn } from '../errors/failure.ts';
import { proxyFor } from '../http/connection-failure.ts';
import { createHttp } from '../http/http.ts';
import { checkTransport, isSafe, isSameAddress, mayName, parseExactAddress } from '../server/address.ts';
import { clean } from '../untrusted/clean.ts';
import { readText } from '../untrusted/json.ts';
import { isWebAddress } from '../untrusted/printable.ts';
import { askedInVain, type Check, type Finding, type Outcome, skipped } from './checks/check.ts';
import { checks, subjects } from './checks/checks.ts';
import { isElsewhere } from './checks/sides.ts';
import { judgeClients } from './clients.ts';
import { report } from './report.ts';
import { reportJson } from './report-json.ts';
import { type Ask, demanding, openNotebook, Unanswered } from './target/ask.ts';
import { knownClient } from './target/known-client.ts';
import { type Ledger, openLedger, openRegistrar, type Registering } from './target/registration.ts';
import { findTarget, type Sides, type Target } from './target/target.ts';
import { trySignIn } from './target/trial-sign-in.ts';

export async function runDoctor(invocation: Invocation): Promise<Ending> {
  const { given, settings, output } = invocation;
  const address = parseExactAddress(given.positionals[0] ?? '');
  checkTransport(address, 'The server', settings);
  output.wait({ text: `Looking at ${address}` });
  const { target, findings } = await lookThrough(address, invocation);
  const examination = { target, findings, clients: judgeClients(findings, target) };
  const detail = given.has('quiet') ? 'troubles' : 'everything';
  output.result(report(examination, { style: output.resultStyle, detail }), reportJson(examination));
  return findings.some(({ outcome }) => outcome.kind === 'error') ? 'failed' : 'done';
}

type LookedThrough = { readonly target: Target; readonly findings: readonly Finding[] };

/** A check whose question nobody answered says nothing. */
async function look(check: Check, target: Target): Promise<Outcome> {
  try {
    return await check.look(target);
  } catch (error) {
    if (error instanceof Unanswered) return askedInVain(error);
    throw error;
  }
}

/** What was registered for it goes with it, however it ends. */
async function lookThrough(address: string, invocation: Invocation): Promise<LookedThrough> {
  const { world, http, output } = invocation;
  const ledger = openLedger();
  const stay = world.whenStoppedFinally((tell) => cleanUp(ledger, patientlessAsk(invocation), tell));
  try {
    const target = await admit(address, invocation, ledger);
    return { target, findings: await examine(target, invocation) };
  } finally {
    stay();
    await cleanUp(ledger, openNotebook(http, world.now).ask, output.warn);
  }
}

/** Asks on although the command was stopped, and not for long. */
function patientlessAsk({ world, output }: Invocation): Ask {
  const here = { ...world, interruption: new AbortController().signal, sleep: async () => {} };
  return openNotebook(createHttp(here, output, { timeoutMilliseconds: 2000 }), world.now).ask;
}

/** Rejects when nobody answers; a certificate that is not trusted is a finding. */
async function admit(address: string, invocation: Invocation, ledger: Ledger): Promise<Target> {
  const { world, settings, http } = invocation;
  const { ask, answers, unanswered } = openNotebook(http, world.now);
  const certificateOf: Target['certificateOf'] = async (url) =>
    proxyFor(url, world.environment) === null ? world.certificateOf(url, settings.timeoutMilliseconds) : null;
  const tools = { answers, unanswered, certificateOf, now: world.now, askAnyway: ask };
  try {
    await http.fetchWith('idempotent')(address);
  } catch (error) {
    if (failureIn(error)?.ending !== 'unavailable' || !(await isDistrusted(address, certificateOf)))
      throw error;
    const obstacle = 'the certificate is not trusted';
    const nothing = { resource: null, server: null, client: null, trial: null };
    const registration = { kind: 'impossible', why: obstacle } as const;
    return { ...tools, ...nothing, registration, address, ask, obstacle };
  }
  const sides = await findTarget(address, ask);
  const trial = invocation.given.has('login') ? await trySignIn(invocation, { ...sides, ledger }) : null;
  const registration = registering(invocation, sides, ledger);
  const client = await knownClient(invocation, sides, registration);
  return { ...tools, ...sides, ask: demanding(ask), obstacle: null, registration, client, trial };
}

async function isDistrusted(address: string, certificateOf: Target['certificateOf']): Promise<boolean> {
  if (!address.startsWith('https:')) return false;
  const certificate = await certificateOf(new URL(address)).catch(() => null);
  return certificate !== null && certificate.problem !== null;
}

/** An initial access token goes nowhere but to the server that it was meant for, and by https. */
function registering(invocation: Invocation, { address, server, ask }: Sides, ledger: Ledger): Registering {
  const impossible = (why: string): Registering => ({ kind: 'impossible', why });
  if (!invocation.given.has('register')) return impossible('only with --register');
  const document = server?.document ?? {};
  const endpoint = readText(document, 'registration_endpoint');
  if (endpoint === undefined) return impossible('there is no registration_endpoint');
  if (!isWebAddress(endpoint)) return impossible('the registration_endpoint is no absolute URL');
  if (!mayName(address, endpoint)) return impossible(`the registration_endpoint ${isElsewhere}`);
  if (!isSafe(endpoint, invocation.settings)) return impossible('the registration_endpoint is not https');
  const isMeant = isSameAddress(readText(document, 'issuer') ?? '', server?.issuer ?? '');
  const initialToken = isMeant ? readInitialToken(invocation) : undefined;
  return { kind: 'allowed', registrar: openRegistrar({ endpoint, initialToken, ask, ledger }) };
}

async function examine(target: Target, { output }: Invocation): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const check of checks) {
    if (check.about !== findings.at(-1)?.check.about) {
      output.wait({ text: `Looking at: ${subjects[check.about].toLowerCase()}` });
    }
    const isBlocked = target.obstacle !== null && check.about !== 'transport';
    findings.push({ check, outcome: isBlocked ? skipped(target.obstacle) : await look(check, target) });
  }
  return findings;
}

async function cleanUp(ledger: Ledger, ask: Ask, warn: (text: string) => void): Promise<void> {
  for (const id of await ledger.cleanUp(ask)) {
    warn(`The client ${clean(id)} could not be deleted again; delete it at the server.`);
  }
}
