import { MemberJobs } from '@hearthlore/data-rights';
import { DocumentsService } from '@hearthlore/documents';
import { type DocumentId, type MemberJobId, parseId } from '@hearthlore/kernel';
import { Reindexing } from '@hearthlore/retrieval';
import type { MemberVault } from '@hearthlore/vault';
import { Injectable } from '@nestjs/common';

/** Makes the index of one document anew, for a member who asks for it. */
@Injectable()
export class ReindexJob {
  constructor(
    private readonly jobs: MemberJobs,
    private readonly documents: DocumentsService,
    reindexing: Reindexing,
  ) {
    jobs.register('reindex', async (vault, { subjectId }, { signal, progress }) => {
      const id = subjectId === null ? undefined : parseId<DocumentId>(subjectId);
      if (id === undefined) return { passages: 0 };
      const passages = await reindexing.run(vault, id, signal, (share) => progress(share * 100, 'reindex.document'));
      return { passages };
    });
  }

  /** @throws {DocumentNotFoundError} */
  async request({ ownerId }: MemberVault, id: DocumentId): Promise<MemberJobId> {
    await this.documents.status(ownerId, id);
    return this.jobs.request(ownerId, 'reindex', id);
  }
}
