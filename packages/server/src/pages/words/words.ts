/** One sentence for each way the language counts (product.md N-1); `count` decides, `other` stands for the rest. */
export type Forms = Readonly<Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }>;

/** The same messages in another language. */
export type Words<English> = {
  readonly [Key in keyof English]: English[Key] extends string ? string : Forms;
};
