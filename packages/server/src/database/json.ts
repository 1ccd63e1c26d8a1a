/** JSON as text; which shape says the row's mapper. */
export type Json = string;
