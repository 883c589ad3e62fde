import { useQuery } from '@tanstack/react-query';
import { metaQuery } from '../../api/queries.js';

export interface PasskeyAvailability {
  readonly available: boolean;
  /** Why not, where there is something to say about it. */
  readonly reason: string | null;
}

/** Browsers give passkeys to names alone: 127.0.0.1 and [::1] are none (WebAuthn Level 3 §5.1.3). */
const ADDRESS_OF_DIGITS = /^[\d.]+$|^\[/;

/** Whether passkeys can work here: at this address, as the server is set up, in this browser. */
export function usePasskeyAvailability(): PasskeyAvailability {
  const meta = useQuery(metaQuery);
  if (meta.data === undefined) return { available: false, reason: null };
  if (ADDRESS_OF_DIGITS.test(location.hostname)) return { available: false, reason: 'address-has-no-name' };
  if (!('PublicKeyCredential' in window)) return { available: false, reason: 'browser-has-none' };
  return meta.data.features.passkeys;
}
