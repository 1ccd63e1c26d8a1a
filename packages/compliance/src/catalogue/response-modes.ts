import { type Requirement, specification } from './requirement.ts';

/** OAuth 2.0 Multiple Response Type Encoding Practices and Form Post Response Mode. */
export const responseModes: readonly Requirement[] = [
  ...specification('Multiple Response Types', [
    ['2', 'MUST', 'A response type has a default mode.'],
    ['2.1', 'MUST', 'response_mode chooses how the answer travels; unknown modes are errors.'],
    ['3', 'MUST', 'The order of values does not matter; answers with tokens never travel in the query.'],
    ['5', 'MUST', 'Errors travel the same way as the answer would.'],
  ]),
  ...specification('Form Post', [
    ['2', 'MUST', 'The answer is a self-submitting, uncached HTML form with escaped values.'],
    ['A', 'MAY', 'The page looks like the example.'],
  ]),
];
