import { describe, expect, it } from 'vitest';
import { LanguageDetector } from './language-detector.js';

const detector = new LanguageDetector();
const nothingKnown = new Set<string>();

describe('LanguageDetector', () => {
  it.each([
    ['en', 'The insurance covers damage by water in the cellar and in the attic.'],
    ['de', 'Die Versicherung deckt Schäden durch Wasser im Keller und auf dem Dachboden.'],
    ['es', 'El seguro cubre los daños causados por el agua en el sótano.'],
    ['ru', 'Страховка покрывает ущерб от воды в подвале и на чердаке.'],
    ['ar', 'يغطي التأمين الأضرار الناجمة عن المياه في الطابق السفلي.'],
    ['hi', 'यह बीमा तहखाने में पानी से होने वाले नुकसान की भरपाई करता है, लेकिन बाढ़ से होने वाले नुकसान की नहीं।'],
    ['el', 'Η ασφάλεια καλύπτει ζημιές από νερό στο υπόγειο.'],
    ['th', 'ประกันครอบคลุมความเสียหายจากน้ำในห้องใต้ดิน'],
    ['zh', '保险涵盖地下室的水损。'],
    ['ja', '保険は地下室の水害をカバーします。'],
    ['ko', '보험은 지하실의 물 피해를 보장합니다.'],
  ])('tells %s', async (language, text) => {
    expect(await detector.detectDocument(text)).toBe(language);
    expect(await detector.detectQuestion(text, nothingKnown)).toBe(language);
  });

  it('leaves undecided what is no language', async () => {
    expect(await detector.detectDocument('4711 0815 — 12.03.2024')).toBe('und');
    expect(await detector.detectQuestion('', nothingKnown)).toBe('und');
  });

  it('believes a guess about a few words only when there is a document in that language', async () => {
    const question = 'Kündigungsfrist Mietvertrag Wohnung';
    expect(await detector.detectQuestion(question, nothingKnown)).toBe('und');
    expect(await detector.detectQuestion(question, new Set(['de']))).toBe('de');
  });
});
