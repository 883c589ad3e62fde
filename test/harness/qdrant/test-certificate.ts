import { initializeTls } from '../../../apps/cli/src/tls/initialize.js';

/** Paths of PEM files. */
export interface TestCertificate {
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

/** A server certificate for this machine, by an authority of its own. */
export async function makeCertificate(folder: string): Promise<TestCertificate> {
  const { files } = await initializeTls({
    dataDir: folder,
    names: ['localhost', '127.0.0.1'],
    isAuthorityReplaced: false,
    now: new Date(),
  });
  return files;
}
