/** An API that tokens may be meant for (RFC 8707 §2). */
export type Resource = {
  readonly uri: string;
  readonly name: string | null;
  /** null: accepts any scope name for itself. */
  readonly scopes: readonly ResourceScope[] | null;
};

export type ResourceScope = {
  readonly name: string;
  readonly description: string | null;
  readonly isDefault: boolean;
};
