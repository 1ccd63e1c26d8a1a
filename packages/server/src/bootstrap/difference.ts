/** One object that the file changed, for the audit log (operations.md K-6). */
export type Difference = {
  readonly kind: 'created' | 'updated';
  readonly what: 'user' | 'client' | 'resource';
  readonly id: string;
  readonly name: string;
};
