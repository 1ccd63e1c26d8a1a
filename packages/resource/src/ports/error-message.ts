/** What a thrown value says of itself, for the log. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
