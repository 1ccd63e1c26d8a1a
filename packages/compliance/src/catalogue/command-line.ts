import { type Requirement, specification } from './requirement.ts';

// What the command line relies on as a client; its own tests show it.

const PACKAGE_TESTS = 'package tests';

export const commandLine: readonly Requirement[] = [
  ...specification(
    'RFC 9110',
    [['10.2.3', 'MAY', 'Retry-After is a number of seconds or a date.']],
    PACKAGE_TESTS,
  ),
];
