/** What the command says to the shell when it ends (cli.md §5). */
export const exitCodes = {
  done: 0,
  failed: 1,
  wrong_usage: 2,
  sign_in_needed: 3,
  refused: 4,
  unavailable: 5,
  interrupted: 130,
} as const;

export type Ending = keyof typeof exitCodes;
