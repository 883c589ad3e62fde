import type { Command } from 'commander';
import { documentListSchema, type UploadedDocument } from '../client/answers.js';
import { oneLine, table } from '../terminal/printable.js';
import { contextOf } from './context.js';

export function addDocumentsCommand(program: Command): void {
  program
    .command('documents')
    .description('list your documents')
    .action(async (_options, command: Command) => {
      const { client, print } = contextOf(command);
      const documents: UploadedDocument[] = [];
      let cursor = '';
      do {
        const query = cursor === '' ? '' : `?cursor=${encodeURIComponent(cursor)}`;
        const page = await client.get(`/api/v1/documents${query}`, documentListSchema);
        documents.push(...page.data);
        cursor = page.nextCursor ?? '';
      } while (cursor !== '');
      const rows = documents.map(({ id, state, pages, createdAt, title }) => [
        id,
        state,
        pages ? `${pages} p.` : '',
        (createdAt ?? '').slice(0, 10),
        oneLine(title),
      ]);
      print(documents, rows.length > 0 ? table(rows) : 'No documents yet. Add one with "hearthlore upload FILE".');
    });
}
