/** The checks, in the order of the report. A check is one row of one of these tables (cli.md §6). */

import { behaviourChecks } from './behaviour.ts';
import { browserChecks } from './browser.ts';
import { capabilityChecks } from './capabilities.ts';
import type { About, Check } from './check.ts';
import { discoveryChecks } from './discovery.ts';
import { registrationChecks } from './registration.ts';
import { resourceChecks } from './resource.ts';
import { signInChecks } from './sign-in.ts';
import { transportChecks } from './transport.ts';

export const checks: readonly Check[] = [
  ...resourceChecks,
  ...discoveryChecks,
  ...capabilityChecks,
  ...behaviourChecks,
  ...registrationChecks,
  ...signInChecks,
  ...browserChecks,
  ...transportChecks,
];

/** How the report calls what the checks are about. */
export const subjects: Readonly<Record<About, string>> = {
  resource: 'Protected resource',
  discovery: 'Discovery',
  capabilities: 'What the server offers',
  behaviour: 'What the server does',
  registration: 'Registration',
  'sign-in': 'Signing in',
  browser: 'Clients in web pages',
  transport: 'Transport',
};
