/** What the installation settles for search. */
export abstract class RetrievalOptions {
  /** Bytes of RAM that all members' indexes may take together. */
  abstract readonly indexBytes: number;
  /** Milliseconds that a question waits for an index that is being loaded, before it is answered from what is there. */
  abstract readonly loadPatience: number;
  /** Of the model that vectors are made with now. Stored vectors of others are not searched. */
  abstract readonly modelId: () => string;
  /** Whether vectors are searched in RAM; `false` where a foreign store searches them, and memory holds words alone. */
  abstract readonly keepsVectors: boolean;
}
