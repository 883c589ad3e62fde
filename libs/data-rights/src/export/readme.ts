import { ACTIVITY_FILE, EXPORT_VERSION, INDEX_FILE, MANIFEST_FILE } from '../format/export-format.js';

/** For whoever opens the zip years from now, without the program. */
export const README = `Your data from Hearthlore

${INDEX_FILE.padEnd(22)}what there is: you, your settings, your programs' keys by name, and a list
documents/<id>.json   each document: what is known of it, and its text in passages with their pages
texts/                the same text, to read
conversations/<id>.json  each conversation, with the passages that its answers cite
chats/                the same, to read (Markdown)
${ACTIVITY_FILE.padEnd(22)}what you did and what was done to your account, from the audit log
${MANIFEST_FILE.padEnd(22)}SHA-256 of every file in here

The files that you uploaded are not in here: Hearthlore keeps their text, not the files.
There are no keys and no passphrases in here.

The JSON is version ${EXPORT_VERSION} of the format "hearthlore-export"; docs/export.schema.json of the program describes it.
To bring it into another Hearthlore: Settings, Your data, Import, or "hearthlore import FILE".

If the file you got ends in .age, it is encrypted with the passphrase that you chose. Any program that
knows age (https://age-encryption.org) opens it: age -d -o export.zip export.zip.age
`;
