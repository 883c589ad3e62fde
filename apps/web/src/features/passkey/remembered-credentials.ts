import { z } from 'zod';

const KEY = 'hearthlore.passkeys';
/** As many as the server takes at once. */
const MOST = 8;
const stored = z.array(z.string());

/** Ids of the passkeys that this browser has used here: no secret, and what it takes to unlock with one touch. */
export function rememberedCredentials(): string[] {
  try {
    return stored.parse(JSON.parse(localStorage.getItem(KEY) ?? '[]'));
  } catch {
    return [];
  }
}

export function rememberCredential(id: string): void {
  const ids = [id, ...rememberedCredentials().filter((one) => one !== id)].slice(0, MOST);
  localStorage.setItem(KEY, JSON.stringify(ids));
}
