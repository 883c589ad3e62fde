import { type ExportLine, exportLineSchema } from '@hearthlore/audit';
import { ServerRefusedError } from './client.errors.js';

/**
 * The lines of an exported log as they arrive. A download that breaks off ends without the last line, which whoever
 * checks the log looks for.
 *
 * @throws {ServerRefusedError} for what is no export.
 */
export async function* readExport(response: Response): AsyncGenerator<ExportLine> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of response.body ?? []) {
    rest += decoder.decode(chunk, { stream: true });
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield toLine(line);
  }
  if (rest !== '') yield toLine(rest);
}

function toLine(text: string): ExportLine {
  try {
    return exportLineSchema.parse(JSON.parse(text));
  } catch {
    throw new ServerRefusedError(502, 'cli.bad-export', 'The server sent no audit log', {});
  }
}
