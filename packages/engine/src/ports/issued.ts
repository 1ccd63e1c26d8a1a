/** What a token answer held, for the audit log. */
export type Issued = readonly ('access_token' | 'refresh_token' | 'id_token')[];
