/**
 * What this browser keeps for whoever uses it next, too: the appearance, and which passkeys were used here. Neither says
 * anything about documents; without the second a passkey could sign in but not unlock.
 */
const KEPT = ['hearthlore.theme', 'hearthlore.passkeys'];

/** Does what has the browser clear its storage, and puts back what is kept. */
export async function keepingDeviceSettings(work: () => Promise<unknown>): Promise<void> {
  const kept = readKept();
  await work();
  for (const [key, value] of kept) localStorage.setItem(key, value);
}

function readKept(): [string, string][] {
  try {
    return KEPT.map((key): [string, string] => [key, localStorage.getItem(key) ?? '']).filter(
      ([, value]) => value !== '',
    );
  } catch {
    // storage may be switched off: then nothing was kept
    return [];
  }
}
