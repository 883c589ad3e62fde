import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { startProduct } from '../../harness/product.js';
import { OWNER } from './owner.js';
import { reportPdf } from './report-pdf.js';
import { describeSample, percentile } from './statistics.js';

const identified = z.object({ id: z.string() });
const PAGES = 138;
const ROUNDS = 3;
const QUESTIONS = 60;

/** From upload to the first hit and to all passages searchable, and what a question then takes over HTTP. */
export async function main(): Promise<void> {
  const product = await startProduct();
  try {
    const member = await product.client().setsUp(product.setupCode, OWNER);
    const file = await reportPdf(PAGES);
    const first: number[] = [];
    const whole: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const started = performance.now();
      const seconds = (): number => (performance.now() - started) / 1000;
      const sent = await member.sends(`report-${round}.pdf`, file);
      const { id } = identified.parse(sent.body);
      while ((await member.searches('dividend interest liquidity')).data.length === 0) await sleep(25);
      first.push(seconds());
      await member.waitsFor(id);
      whole.push(seconds());
      await settle();
      await member.send(`/api/v1/documents/${id}`, { method: 'DELETE' });
    }
    console.log(`${PAGES}-page PDF, first passages found, s: ${describeSample(first)}`);
    console.log(`${PAGES}-page PDF, all passages searchable, s: ${describeSample(whole)}   goal 8`);
    const { id } = identified.parse((await member.sends('report.pdf', file)).body);
    await member.waitsFor(id);
    await settle();
    const asked: number[] = [];
    for (let question = 0; question < QUESTIONS; question += 1) {
      const started = performance.now();
      await member.searches(`What happened to revenue in item ${question}?`);
      asked.push(performance.now() - started);
    }
    console.log(
      `search over HTTP on that document, ms: p50 ${percentile(asked, 0.5).toFixed(1)}, p95 ${percentile(asked, 0.95).toFixed(1)}`,
    );
  } finally {
    await product.dispose();
  }
}

/** The windows follow after the document is ready, and would take the cores from what is measured next. */
const settle = (): Promise<void> => sleep(30_000);
