/** Reads the body of a request that nobody has read yet; null when it is longer than so many bytes. */
export type ReadBody = (limit: number) => Promise<Uint8Array | null>;

/** The names in a form, read as leniently as the most lenient reader would. */
export const namesInForm = (body: Uint8Array): readonly string[] => [
  ...new URLSearchParams(Buffer.from(body).toString()).keys(),
];
