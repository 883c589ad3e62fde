import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { DocumentEmptyError, DocumentUnsupportedError } from '../parser/document-unreadable.errors.js';
import { aPdf } from '../testing/sample-documents.js';
import { sniffMediaType } from './sniff-media-type.js';

const text = (content: string) => new TextEncoder().encode(content);
const utf16 = (content: string) => new Uint8Array(Buffer.from(content, 'utf16le'));
const PNG = Uint8Array.from([
  0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 1,
]);

describe('sniffing', () => {
  it('knows a PDF by its bytes, whatever its name and in front of it', async () => {
    const pdf = await aPdf({ pages: [['Hello']] });
    await expect(sniffMediaType(pdf, 'letter.txt')).resolves.toBe('application/pdf');
    const delayed = new Uint8Array(Buffer.concat([Buffer.from('MIME-Version: 1.0\n\n'), pdf]));
    await expect(sniffMediaType(delayed, 'letter')).resolves.toBe('application/pdf');
  });

  it('does not take a text about PDF for one', async () => {
    await expect(sniffMediaType(text('A PDF starts with %PDF-1.7.'), 'notes.txt')).resolves.toBe('text/plain');
  });

  it.each([
    ['<!DOCTYPE html><title>x</title>', 'a.txt', 'text/html'],
    ['<?xml version="1.0"?>\n<html xmlns="http://www.w3.org/1999/xhtml"><body/></html>', 'a', 'text/html'],
    ['\ufeff\n<!-- saved -->\n<html lang="de">', 'a.md', 'text/html'],
    ['<div><p>Hello</p></div>', 'page', 'text/html'],
    ['<p align="center">A readme</p>\n\n# Title', 'README.md', 'text/markdown'],
    ['# Title\n\n- one\n- two\n', 'notes', 'text/markdown'],
    ['# Title\n\n[link](https://example.org)\n\n```\ncode\n```\n', 'notes.txt', 'text/markdown'],
    ['# a comment\nkey = value\n', 'settings.txt', 'text/plain'],
    ['Just words.', 'words.md', 'text/markdown'],
    ['Just words.', 'page.html', 'text/plain'],
    ['a;b\n1;2\n', 'table.csv', 'text/plain'],
    ['BMW contract of 2025', 'a', 'text/plain'],
    ['Zwölf Boxkämpfer', 'no extension', 'text/plain'],
  ])('reads %j called %s as %s', async (content, name, expected) => {
    await expect(sniffMediaType(text(content), name)).resolves.toBe(expected);
  });

  it('knows text in other charsets than UTF-8', async () => {
    await expect(sniffMediaType(utf16('Liebe Großmutter, vielen Dank.'), 'a')).resolves.toBe('text/plain');
    const cyrillic = Uint8Array.from([0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2, 0x2c, 0x20, 0xec, 0xe8, 0xf0]);
    await expect(sniffMediaType(cyrillic, 'a')).resolves.toBe('text/plain');
  });

  it('refuses what no reader is there for, and nothing at all', async () => {
    const zip = new Uint8Array(
      Buffer.concat([Buffer.from('PK\x03\x04\x14\0\0\0\x08\0'), Buffer.alloc(16), deflateRawSync('x')]),
    );
    const noise = Uint8Array.from({ length: 4096 }, (_, index) => (index * 7919) % 256);
    for (const file of [PNG, zip, noise, text('{\\rtf1\\ansi Hello}')])
      await expect(sniffMediaType(file, 'letter.txt')).rejects.toThrow(DocumentUnsupportedError);
    await expect(sniffMediaType(new Uint8Array(), 'empty.pdf')).rejects.toThrow(DocumentEmptyError);
  });
});
