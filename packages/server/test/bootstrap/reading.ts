/** A bootstrap file, read as the start reads it. */

import assert from 'node:assert/strict';
import { parseBootstrap } from '../../src/bootstrap/bootstrap.ts';
import { clientRules } from './files.ts';

export const passwordRules = { siteName: 'Grantor', minLength: 12 };

export const read = (text: string, environment = {}) =>
  parseBootstrap(text, { environment, clientRules, passwordRules });
export const parse = (text: string, environment = {}) => {
  const reading = read(text, environment);
  return reading.ok ? reading.bootstrap : assert.fail(JSON.stringify(reading.problems));
};
export const problems = (text: string, environment = {}) => {
  const reading = read(text, environment);
  return reading.ok ? [] : reading.problems.map(({ at, message }) => `${at}: ${message}`);
};
export const places = (text: string) => problems(text).map((problem) => problem.split(': ')[0]);
