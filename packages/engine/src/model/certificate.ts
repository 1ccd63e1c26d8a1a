/** The certificate a client showed, in the handshake or by the word of a proxy that is trusted (RFC 8705 §3). */
export type ClientCertificate = {
  readonly der: Uint8Array;
  /** SHA-256 of it, base64url: `x5t#S256`. */
  readonly thumbprint: string;
};
