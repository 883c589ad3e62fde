import { singleLine } from './visible-text.js';

/** @param rows - Cells per row, the header row first. @returns One line per row; rows without any text are left out. */
export function tableText(rows: readonly (readonly string[])[]): string {
  return rows
    .map((cells) => cells.map(singleLine))
    .filter((cells) => cells.some((cell) => cell !== ''))
    .map((cells) => cells.join(' | '))
    .join('\n');
}
