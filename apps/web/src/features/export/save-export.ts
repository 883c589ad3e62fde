import { readProblem } from '../../api/problem.js';
import { sessionFetch } from '../../api/session.js';
import type { Export } from '../../api/types.js';
import { saveFile } from '../../ui/save-file.js';

/** Saves a prepared copy: fetched with the access token, which belongs in no address. @throws {ApiProblem} */
export async function saveExport({ id, createdAt, hasPassphrase }: Export): Promise<void> {
  const response = await sessionFetch(`/api/v1/exports/${id}/content`);
  if (!response.ok) throw await readProblem(response);
  const name = `hearthlore-${createdAt.slice(0, 10)}.zip${hasPassphrase ? '.age' : ''}`;
  saveFile(name, await response.blob());
}
