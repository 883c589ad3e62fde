import { AuditAction, type AuditLog } from '@hearthlore/audit';
import { wipe } from '@hearthlore/crypto';
import { type Id, type MemberJobId, newId, type UserId } from '@hearthlore/kernel';
import type { IndexingService } from '@hearthlore/retrieval';
import type { MemberVault } from '@hearthlore/vault';
import { Logger } from '@nestjs/common';
import type { MemberJob, MemberJobRun } from '../member-jobs/member-job.js';
import type { MemberJobs } from '../member-jobs/member-jobs.js';
import { ImportArchive } from './import-archive.js';
import { Importer, type ImporterParts } from './importer.js';
import { ImportBusyError, ImportInterruptedError, ImportRunningError } from './imports.errors.js';

/** Files that are in memory at once, of all members together. */
const MOST_FILES = 2;
/** Shares of the progress. */
const CHECKING = 20;
const DOCUMENTS = 60;
const CONVERSATIONS = 15;

interface Held {
  readonly ownerId: UserId;
  readonly file: Uint8Array;
  readonly passphrase: string | undefined;
}

/**
 * Takes exports back in. The file is in memory until it is in, and nowhere else: cut short, it is asked for again, and
 * what was brought by then is passed over. [Note: Imports]
 */
export class ImportsService {
  readonly #logger = new Logger(ImportsService.name);
  readonly #held = new Map<Id<string>, Held>();

  constructor(
    private readonly parts: ImporterParts,
    private readonly embedding: Pick<IndexingService, 'embedMissing'>,
    private readonly jobs: Pick<MemberJobs, 'register' | 'request'>,
    private readonly audit: Pick<AuditLog, 'append'>,
  ) {
    jobs.register('import', (vault, job, run) => this.#run(vault, job, run), {
      interruptedCode: () => 'import.interrupted',
      afterFailure: async (_, { subjectId }) => this.#letGo(subjectId),
    });
  }

  /**
   * Whether there is room for one more file; to be asked before it is received.
   *
   * @throws {ImportRunningError} @throws {ImportBusyError}
   */
  assertRoom(ownerId: UserId): void {
    if ([...this.#held.values()].some((held) => held.ownerId === ownerId)) throw new ImportRunningError();
    if (this.#held.size >= MOST_FILES) throw new ImportBusyError();
  }

  /** @param file Taken over, and wiped when it is in. @throws {ImportRunningError} @throws {ImportBusyError} */
  async request(vault: MemberVault, file: Uint8Array, passphrase: string | undefined): Promise<MemberJobId> {
    const { ownerId } = vault;
    this.assertRoom(ownerId);
    const subject = newId<Id<'import'>>();
    this.#held.set(subject, { ownerId, file, passphrase });
    try {
      const entry = { action: AuditAction.importRequested, actorId: ownerId, thingId: subject, result: 'ok' } as const;
      await this.audit.append(entry);
      return await this.jobs.request(ownerId, 'import', subject);
    } catch (error) {
      // Nobody would come for it, and it would stand in the way of the next one.
      this.#letGo(subject);
      throw error;
    }
  }

  async #run(vault: MemberVault, job: MemberJob, run: MemberJobRun): Promise<Readonly<Record<string, number>>> {
    const held = job.subjectId === null ? undefined : this.#held.get(job.subjectId);
    if (held === undefined) throw new ImportInterruptedError();
    const counts = await this.#bring(vault, held, run);
    this.#letGo(job.subjectId);
    await run.progress(CHECKING + DOCUMENTS + CONVERSATIONS, 'import.meaning');
    try {
      await this.embedding.embedMissing(vault, run.signal);
    } catch (error) {
      // All is here and found by its words; what is missing is embedded at the next unlock.
      if (!run.signal.aborted) this.#logger.warn('embedding what was imported failed', error);
    }
    return counts;
  }

  async #bring(vault: MemberVault, held: Held, { signal, progress }: MemberJobRun): Promise<Record<string, number>> {
    const checked = (share: number): Promise<void> => progress(share * CHECKING, 'import.checking');
    const archive = await ImportArchive.open(held.file, held.passphrase, { signal, checked });
    const { documents, conversations, settings } = archive.index;
    const importer = new Importer(this.parts, vault);
    const counts = { documents: 0, conversations: 0, skipped: 0 };
    for (const [at, { file }] of documents.entries()) {
      signal.throwIfAborted();
      await progress(CHECKING + (at / documents.length) * DOCUMENTS, 'import.documents');
      if (await importer.addDocument(await archive.document(file))) counts.documents += 1;
      else counts.skipped += 1;
    }
    for (const [at, { file }] of conversations.entries()) {
      signal.throwIfAborted();
      await progress(CHECKING + DOCUMENTS + (at / conversations.length) * CONVERSATIONS, 'import.conversations');
      if (await importer.addConversation(await archive.conversation(file))) counts.conversations += 1;
      else counts.skipped += 1;
    }
    await importer.addSettings(settings);
    return counts;
  }

  #letGo(subject: Id<string> | null): void {
    const held = subject === null ? undefined : this.#held.get(subject);
    if (held === undefined || subject === null) return;
    wipe(held.file);
    this.#held.delete(subject);
  }
}
