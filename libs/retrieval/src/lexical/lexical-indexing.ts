import { Injectable } from '@nestjs/common';
import type { DocumentId } from '@hearthlore/kernel';
import type { MemberVault } from '@hearthlore/vault';
import { MemberIndexes } from '../index/member-indexes.js';
import { Turns } from '../index/turns.js';
import { buildLexicalPack, encodeLexicalPack, joinLexicalPacks } from '../packs/lexical-pack.js';
import type { PassageText } from '../ports/document-reader.port.js';
import { PackStore } from '../ports/pack-store.port.js';
import { LanguageDetector } from './language-detector.js';
import { Stemmer } from './stemmer.js';
import { countTerms } from './terms.js';

/** A pack of fewer passages is written again with the next ones in it: one list of words for many passages is short. */
const SMALL_PACK_PASSAGES = 256;

/** Turns passages into sealed lexical packs and into the index in RAM. */
@Injectable()
export class LexicalIndexing {
  readonly #turns = new Turns<DocumentId>();

  constructor(
    private readonly packs: PackStore,
    private readonly indexes: MemberIndexes,
    private readonly languages: LanguageDetector,
  ) {}

  /** @param passages The next ones of the document, in order and without gaps. */
  add(
    vault: MemberVault,
    document: { readonly id: DocumentId; readonly title: string },
    passages: readonly PassageText[],
  ): Promise<void> {
    return this.#turns.take(document.id, async () => {
      const [first] = passages;
      if (first === undefined) return;
      if (passages.some(({ index }, i) => index !== first.index + i)) throw new RangeError('passages with gaps');
      const index = await this.indexes.openLoaded(vault);
      const standing = index.packsOf(document.id);
      const language =
        standing.language ?? (await this.languages.detectDocument(passages.map(({ text }) => text).join('\n')));
      const stemmer = new Stemmer(language);
      const terms = passages.map(({ heading, text }) => countTerms(`${document.title}\n${heading}\n${text}`, stemmer));
      const added = buildLexicalPack(language, first.index, terms);
      const tail = standing.lexicalTail;
      const joined =
        tail !== undefined && tail.sizes.length < SMALL_PACK_PASSAGES ? joinLexicalPacks(tail, added) : undefined;
      const pack = joined ?? added;
      const at = joined === undefined ? standing.lexicalPacks : standing.lexicalPacks - 1;
      await this.packs.write(vault, document.id, {
        put: [{ kind: 'lexical', index: at, plaintext: encodeLexicalPack(pack) }],
      });
      standing.lexicalPacks = at;
      standing.noteLexical(pack);
      index.lexical.add(document.id, added);
      this.indexes.noteGrowth(vault.ownerId, index);
    });
  }
}
