import type { Env } from '@hearthlore/config';
import type { VectorStoreKind } from '@hearthlore/retrieval';
import { z } from 'zod';
import { openInstallationDatabase } from '../master-key/installation-access.js';
import { askOwnServer } from '../processes/own-server.js';
import { ask } from '../terminal/prompt.js';
import { withChoice } from './agreement.js';
import { leakageStatement } from './leakage.js';
import { type Dropped, dropOwnCollections } from './own-collections.js';
import { SwitchRefusedError } from './vectors.errors.js';

const ANSWER_MS = 5_000;
const YES = 'yes';

export interface UseOptions {
  readonly store: VectorStoreKind;
  /** Instead of the question. */
  readonly isAgreed: boolean;
}

export interface UsePlaces {
  readonly env: Env;
  readonly distribution: string;
  /** Where what a person has to read goes. */
  readonly tell: (text: string) => void;
}

export interface Used extends Partial<Dropped> {
  readonly store: VectorStoreKind;
  readonly before: VectorStoreKind;
}

/**
 * Says where vectors are searched from the next start on. Nothing is sent anywhere here.
 *
 * @throws {SwitchRefusedError} @throws {WrongUseError} without a terminal to ask on.
 */
export async function useVectorStore({ store, isAgreed }: UseOptions, places: UsePlaces): Promise<Used> {
  if (store === 'qdrant') await agree(isAgreed, places);
  const { env, distribution } = places;
  const database = await openInstallationDatabase(env, distribution);
  try {
    if (store === 'sealed' && database.isServerRunning) await assertServedSealed(env);
    const before = await withChoice(database.url('owner'), (choice) => choice.choose(store));
    // Also where nothing changes: an earlier try may not have got through to Qdrant.
    return store === 'qdrant'
      ? { store, before }
      : { store, before, ...(await dropOwnCollections(env, database.url('app'))) };
  } finally {
    await database.close();
  }
}

async function agree(isAgreed: boolean, { distribution, tell }: UsePlaces): Promise<void> {
  tell(leakageStatement(distribution));
  if (isAgreed) return;
  const typed = await ask(`Type "${YES}" if you agree to that for everybody who has documents here`);
  if (typed.trim().toLowerCase() !== YES)
    throw new SwitchRefusedError(`Nothing was changed: the answer was not "${YES}".`);
}

const metaSchema = z.object({ features: z.object({ vectorStore: z.enum(['sealed', 'qdrant']) }) });

/** A server that uses Qdrant would fill what is emptied here. */
async function assertServedSealed(env: Env): Promise<void> {
  const { text } = await askOwnServer(env, '/api/v1/meta', AbortSignal.timeout(ANSWER_MS));
  if (metaSchema.parse(JSON.parse(text)).features.vectorStore === 'qdrant')
    throw new SwitchRefusedError(
      'Hearthlore runs and uses Qdrant: stop it, or start it with HEARTHLORE_VECTOR_STORE=sealed, and try again.',
    );
}
