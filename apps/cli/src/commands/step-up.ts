import type { ApiClient } from '../client/api-client.js';
import { secret } from '../terminal/prompt.js';

/** Proves again that the person is there. @param passphraseFile Asked on the terminal where there is none. */
export async function stepUp(client: ApiClient, passphraseFile: string | undefined): Promise<void> {
  const passphrase = await secret('Passphrase', passphraseFile);
  await client.send('/api/v1/me/step-up', { method: 'POST', json: { passphrase } });
}
