import { readProblem } from '../../api/problem.js';
import { sessionFetch } from '../../api/session.js';
import type { Backup } from '../../api/types.js';
import { saveFile } from '../../ui/save-file.js';

/** `manifest` is the signed note that verifies the content without this server. */
export type BackupPart = 'content' | 'manifest';

const SUFFIX = { content: '', manifest: '.manifest' } as const satisfies Record<BackupPart, string>;

/** Saves one of the two files of a backup, under the names they have at the target. @throws {ApiProblem} */
export async function saveBackup({ id, file }: Backup, part: BackupPart): Promise<void> {
  const response = await sessionFetch(`/api/v1/admin/backups/${id}/${part}`);
  if (!response.ok) throw await readProblem(response);
  saveFile(`${file ?? id}${SUFFIX[part]}`, await response.blob());
}
