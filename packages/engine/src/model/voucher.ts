/**
 * What an administrator allowed that a token hangs on: the record of a trusted issuer, for whom it is about or for who acts
 * with it, or a rule of exchange. By its id.
 */
export type Voucher = `${'issuer' | 'actor' | 'rule'}:${string}`;

const isVoucher = (text: unknown): text is Voucher =>
  typeof text === 'string' && /^(?:issuer|actor|rule):./s.test(text);

/** Those that a claim says; null: it cannot be read, and the token says nothing of what it hangs on. */
export function readVouchers(claim: unknown): readonly Voucher[] | null {
  if (claim === undefined) return [];
  return Array.isArray(claim) && claim.every(isVoucher) ? claim : null;
}

/** One more, behind all the others. */
export const vouchedAlso = (earlier: readonly Voucher[], one: Voucher): readonly Voucher[] => [
  ...new Set(earlier.filter((other) => other !== one)),
  one,
];
