import { readProblem } from '../../api/problem.js';
import { sessionFetch } from '../../api/session.js';

/** Brings a copy made by an export, of this or another Hearthlore; a job goes on from there. @throws {ApiProblem} */
export async function sendImport(file: File, passphrase: string): Promise<void> {
  const form = new FormData();
  // the server reads the passphrase before the file
  if (passphrase !== '') form.append('passphrase', passphrase);
  form.append('file', file, file.name);
  const response = await sessionFetch('/api/v1/imports', { method: 'POST', body: form });
  if (!response.ok) throw await readProblem(response);
}
