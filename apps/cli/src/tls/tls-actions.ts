import { networkInterfaces } from 'node:os';
import { loadEnv } from '@hearthlore/config';
import { renderANSI, renderUnicodeCompact } from 'uqr';
import { initializeTls, type TlsSetUp } from './initialize.js';

/** @returns What to print: files, the settings to take over, the fingerprint, and a code for the camera of a phone. */
export async function initialize(
  names: readonly string[],
  isAuthorityReplaced: boolean,
  isJson: boolean,
): Promise<string> {
  const { HEARTHLORE_DATA_DIR, HEARTHLORE_PORT } = process.env;
  // Only these: the settings that this command is run for may be half there, and would be refused.
  const env = loadEnv({ HEARTHLORE_DATA_DIR, HEARTHLORE_PORT });
  const now = new Date();
  const made = await initializeTls({ dataDir: env.HEARTHLORE_DATA_DIR, names, isAuthorityReplaced, now });
  const settings = settingsFor(made, env.HEARTHLORE_PORT);
  return isJson ? JSON.stringify(toJson(made, settings), undefined, 2) : toText(made, settings);
}

type Settings = Readonly<Record<string, string>> & { readonly HEARTHLORE_PUBLIC_URL: string };

function settingsFor({ names, files }: TlsSetUp, port: number): Settings {
  const [main = 'localhost'] = names;
  const hasIpv6 = Object.values(networkInterfaces()).some((entries) =>
    entries?.some(({ family }) => family === 'IPv6'),
  );
  return {
    // Both families, where the system has both.
    HEARTHLORE_HOST: hasIpv6 ? '::' : '0.0.0.0',
    HEARTHLORE_PUBLIC_URL: new URL(`https://${main.includes(':') ? `[${main}]` : main}:${port}`).origin,
    HEARTHLORE_TLS_CERT_FILE: files.certificate,
    HEARTHLORE_TLS_KEY_FILE: files.key,
  };
}

const trustAddress = (settings: Settings): string => `${settings.HEARTHLORE_PUBLIC_URL}/trust`;

function toJson({ names, authority, certificate, isAuthorityNew }: TlsSetUp, settings: Settings): object {
  return {
    names,
    authority: {
      isNew: isAuthorityNew,
      fingerprint: authority.fingerprint256,
      expiresAt: new Date(authority.validTo).toISOString(),
    },
    certificate: {
      fingerprint: certificate.fingerprint256,
      expiresAt: new Date(certificate.validTo).toISOString(),
    },
    settings,
    trust: trustAddress(settings),
  };
}

function toText({ names, authority, certificate, isAuthorityNew, files }: TlsSetUp, settings: Settings): string {
  const day = (text: string): string => new Date(text).toISOString().slice(0, 10);
  return [
    `Authority    ${isAuthorityNew ? 'new' : 'as before'}, until ${day(authority.validTo)}: ${files.authority}`,
    `Certificate  new, until ${day(certificate.validTo)}: ${files.certificate}`,
    `Names        ${names.join(', ')}`,
    '',
    'Set these, and start Hearthlore (a running one with these settings takes the new certificate by itself):',
    '',
    ...Object.entries(settings).map(([name, value]) => `${name}=${value}`),
    '',
    `Phones and other computers get the authority at ${trustAddress(settings)}`,
    'They show this SHA-256 fingerprint before they install it; it has to be the same:',
    '',
    authority.fingerprint256,
    '',
    qrCode(trustAddress(settings)),
    '',
    'Keep ca.key to yourself: whoever has it can pose as your Hearthlore.',
  ].join('\n');
}

/** On a terminal with its own black and white: a camera does not read one in the colours of a dark theme. */
function qrCode(text: string): string {
  return process.stdout.isTTY ? renderANSI(text) : renderUnicodeCompact(text);
}
