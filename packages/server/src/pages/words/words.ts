/** The same messages in another language. */
export type Words<English> = Readonly<Record<keyof English, string>>;
