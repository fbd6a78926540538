import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import type { Verified } from './authorize.ts';

/** Checks a token against the issuer's published keys, which are kept for ten minutes and asked again when a new one turns up. */
export const tokensOf = ({ issuer, jwksUri, audience }: { issuer: string; jwksUri: string; audience: string }) => {
  const keys = createRemoteJWKSet(new URL(jwksUri), { cacheMaxAge: 600_000, timeoutDuration: 3000 });
  return async (token: string): Promise<Verified> => {
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer,
        algorithms: ['RS256', 'ES256', 'PS256'],
        requiredClaims: ['exp', 'sub'],
        clockTolerance: 5,
        ...(audience !== '' && { audience }),
      });
      return { claims: payload };
    } catch (error) {
      // The issuer not answering is no fault of the token: the gateway says 500, and the caller tries again.
      if (!(error instanceof errors.JOSEError) || error instanceof errors.JWKSTimeout) throw error;
      return { fault: error instanceof errors.JWTExpired ? 'token-expired' : 'token-invalid' };
    }
  };
};
