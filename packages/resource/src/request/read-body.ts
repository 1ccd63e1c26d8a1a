/** Reads the body of a request that nobody has read yet; null when it is longer than so many bytes. */
export type ReadBody = (limit: number) => Promise<Uint8Array | null>;
