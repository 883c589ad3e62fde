import i18next from 'i18next';
import { beforeAll, expect, it } from 'vitest';
import { startTexts } from '../../i18n.js';
import { scheduleText } from './schedule-text.js';

beforeAll(() => startTexts());

it.each([
  ['*/5 * * * *', 'Every 5 minutes'],
  ['5 * * * *', 'Every hour at :05'],
  ['30 2 * * *', 'Every day at 2:30 AM'],
  ['0 4 1 * *', 'On day 1 of every month at 4:00 AM'],
  ['15 22 * * 0', 'Every Sunday at 10:15 PM'],
  ['15 22 * * 7', 'Every Sunday at 10:15 PM'],
  ['0 6 * * 3', 'Every Wednesday at 6:00 AM'],
])('says %s in words', (pattern, words) => {
  expect(scheduleText(i18next.t, pattern).replaceAll('\u202f', ' ')).toBe(words);
});

it.each(['0 0 1 1 *', '0 9-17 * * *', '0 0 1 * 1', 'nonsense'])('shows %s as it is', (pattern) => {
  expect(scheduleText(i18next.t, pattern)).toBe(`By the pattern ${pattern}`);
});
