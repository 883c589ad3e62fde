import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');

/** The tokens of one theme, as written in the block that starts with `selector`. */
function tokens(selector: string): Map<string, string> {
  const start = css.indexOf(`${selector} {`);
  const block = css.slice(start, css.indexOf('}', start));
  return new Map(
    [...block.matchAll(/--([a-z-]+): (oklch\([^)]+\))/g)].map((match) => [match[1] ?? '', match[2] ?? '']),
  );
}

/** Relative luminance (WCAG 2.2) of an OKLCH colour, by Björn Ottosson’s OKLab matrices. */
function luminance(colour: string): number {
  const [lightness = 0, chroma = 0, hue = 0] = colour.slice(6, -1).split(' ').map(Number);
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const red = 4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s;
  const green = -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s;
  const blue = -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s;
  const [r = 0, g = 0, bl = 0] = [red, green, blue].map((value) => Math.min(1, Math.max(0, value)));
  return 0.2126 * r + 0.7152 * g + 0.0722 * bl;
}

function contrast(theme: Map<string, string>, text: string, ground: string): number {
  const [darker = 0, lighter = 0] = [text, ground]
    .map((name) => luminance(theme.get(name) ?? ''))
    .toSorted((one, other) => one - other);
  return (lighter + 0.05) / (darker + 0.05);
}

const grounds = ['paper', 'surface', 'sunken'];
const readable = [
  ...['ink', 'ink-soft', 'ember', 'ember-strong', 'pine', 'amber', 'loss'].flatMap((text) =>
    grounds.map((ground): [string, string] => [text, ground]),
  ),
  ...['ember', 'pine', 'amber', 'loss'].flatMap((tone): [string, string][] => [
    [tone, `${tone}-wash`],
    ['ink', `${tone}-wash`],
    ['ink-soft', `${tone}-wash`],
  ]),
  ['on-ember', 'ember'] as [string, string],
  ['on-ember', 'ember-strong'] as [string, string],
  ['on-loss', 'loss'] as [string, string],
  ['ink', 'mark'] as [string, string],
  ['ink', 'chosen'] as [string, string],
  ['ink-soft', 'chosen'] as [string, string],
];

describe.each([
  ['light', ':root'],
  ['dark', ':root[data-theme="dark"]'],
])('the %s theme', (_name, selector) => {
  const theme = tokens(selector);

  it.each(readable)('keeps %s on %s at 4.5:1', (text, ground) => {
    expect(contrast(theme, text, ground)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(grounds)('keeps the edge of a control on %s at 3:1', (ground) => {
    expect(contrast(theme, 'edge', ground)).toBeGreaterThanOrEqual(3);
  });
});

it('gives a system set to dark the same colours as the chosen dark theme', () => {
  expect(tokens(':root:not([data-theme="light"])')).toEqual(tokens(':root[data-theme="dark"]'));
});
