export const longFactorName = 'b'.repeat(64);

/** What the models of second factors say, which is no text of ours. */
export const wordsOfFactors: readonly string[] = [
  longFactorName,
  'Blue key',
  'JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP',
];
