import { describe, expect, it } from 'vitest';
import { leafHash } from '../tree/merkle-hash.js';
import { frontierOf } from '../tree/merkle-tree.js';
import { readCheckpoint, signCheckpoint, splitNotes } from './checkpoint.js';
import { NoteSigner, NoteVerifier } from './note-key.js';
import { noteStanding, signNote } from './signed-note.js';

/** C2SP signed-note, "Verifier keys", example. */
const SPEC_KEY = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k';
const SPEC_NOTE = `This is an example message.

— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
`;
/** Key and note of the Go package golang.org/x/mod/sumdb/note, which the format comes from. */
const GO_SEED = Buffer.from('AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz', 'base64').subarray(1);
const GO_KEY = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const GO_TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const GO_NOTE = `${GO_TEXT}
— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
`;

function verifierOf(text: string): NoteVerifier {
  const verifier = NoteVerifier.parse(text);
  if (verifier === undefined) throw new Error('no verifier key');
  return verifier;
}

const signer = new NoteSigner('hearthlore/audit/1', new Uint8Array(32).fill(7));
const head = frontierOf(['a', 'b', 'c'].map(leafHash));
const note = signCheckpoint({ size: head.size, root: head.root() }, signer);

describe('a signed note', () => {
  it('is that of the format’s own example and of its first implementation', () => {
    expect(noteStanding(SPEC_NOTE, verifierOf(SPEC_KEY))).toBe('signed');
    const go = new NoteSigner('PeterNeumann', new Uint8Array(GO_SEED));
    expect(String(go.verifier)).toBe(GO_KEY);
    expect(signNote(GO_TEXT, go)).toBe(GO_NOTE);
    expect(noteStanding(GO_NOTE, verifierOf(GO_KEY))).toBe('signed');
  });

  it('is refused with any byte changed', () => {
    for (let place = 0; place < SPEC_NOTE.length; place += 1) {
      const other = SPEC_NOTE[place] === 'x' ? 'y' : 'x';
      const changed = SPEC_NOTE.slice(0, place) + other + SPEC_NOTE.slice(place + 1);
      expect(noteStanding(changed, verifierOf(SPEC_KEY)), `byte ${place}`).not.toBe('signed');
    }
    for (const cut of ['', 'text', 'text\n', '\n\n', SPEC_NOTE.slice(0, -1), `${SPEC_NOTE}\n`])
      expect(noteStanding(cut, verifierOf(SPEC_KEY))).not.toBe('signed');
  });

  it('may carry signatures of others, and is nothing with theirs alone', () => {
    const countersigned = `${SPEC_NOTE}— witness.example/w ${Buffer.alloc(68, 3).toString('base64')}\n`;
    expect(noteStanding(countersigned, verifierOf(SPEC_KEY))).toBe('signed');
    expect(noteStanding(SPEC_NOTE, signer.verifier)).toBe('unknown-key');
    const sameName = new NoteSigner('example.com/foo', new Uint8Array(32).fill(9));
    expect(noteStanding(SPEC_NOTE, sameName.verifier)).toBe('unknown-key');
  });

  it('has a key that must be whole', () => {
    expect(NoteVerifier.parse(SPEC_KEY.replace('530d903a', '530d903b'))).toBeUndefined();
    expect(NoteVerifier.parse(SPEC_KEY.slice(0, -4))).toBeUndefined();
    expect(NoteVerifier.parse('')).toBeUndefined();
  });
});

describe('a checkpoint', () => {
  it('says which log, how long, and which root', () => {
    expect(note.split('\n').slice(0, 4)).toEqual([
      'hearthlore/audit/1',
      '3',
      Buffer.from(head.root()).toString('base64'),
      '',
    ]);
    expect(readCheckpoint(note)).toEqual({ origin: 'hearthlore/audit/1', size: 3, root: head.root() });
    expect(noteStanding(note, signer.verifier)).toBe('signed');
  });

  it('is none with a size or a root in another form', () => {
    const root = Buffer.from(head.root()).toString('base64');
    for (const text of [`o\n03\n${root}\n`, `o\n-1\n${root}\n`, `o\n3\n${root.slice(4)}\n`, `\n3\n${root}\n`, 'o\n3\n'])
      expect(readCheckpoint(signNote(text, signer))).toBeUndefined();
  });

  it('lies in a file after others', () => {
    expect(splitNotes(note + note)).toEqual([note, note]);
    expect(splitNotes(`${note}\n\n${note}\n`)).toEqual([note, note]);
    expect(splitNotes(`${note}${SPEC_NOTE}`)).toEqual([note, SPEC_NOTE]);
    expect(splitNotes('\n')).toEqual([]);
  });
});
