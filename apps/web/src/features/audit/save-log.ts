import { readProblem } from '../../api/problem.js';
import { sessionFetch } from '../../api/session.js';
import { saveFile } from '../../ui/save-file.js';

/** Puts a signed note where the server cannot reach it: kept, it shows later whether the log was rewritten. */
export function saveCheckpoint(note: string, size: number): void {
  saveFile(`hearthlore-audit-${size}.checkpoint`, new Blob([note], { type: 'text/plain' }));
}

/** Saves the whole log, for `hearthlore audit verify`. @throws {ApiProblem} */
export async function saveLog(): Promise<void> {
  const response = await sessionFetch('/api/v1/admin/audit/export');
  if (!response.ok) throw await readProblem(response);
  saveFile('hearthlore-audit.ndjson', await response.blob());
}
