/**
 * Claims whose meaning the specifications fix: those of the registry of RFC 7519 §10.1.2, and what introspection says beside
 * them (RFC 7662 §2.2). No other source may set them.
 */
export const reservedClaims: ReadonlySet<string> = new Set(
  `iss sub aud exp nbf iat jti
   name given_name family_name middle_name nickname preferred_username profile picture website email
   email_verified gender birthdate zoneinfo locale phone_number phone_number_verified address updated_at
   azp nonce auth_time at_hash c_hash s_hash acr amr sid events toe txn sub_jwk cnf act scope client_id may_act
   sub_id authorization_details roles groups entitlements token_introspection verified_claims
   _claim_names _claim_sources
   active token_type username grant_id`.split(/\s+/),
);
