import { availableParallelism } from 'node:os';
import { FakeEmbeddingModel } from '@hearthlore/models/testing';
import { openModel } from './model.js';
import { SyntheticMembers } from './synthetic-member.js';

const QUESTIONS = 400;
const WARM_UP = 50;
const LOADS = 5;

/** Prints, as JSON lines, how long a question and the load after a sign-in take. @param sizes Passages of the member. */
export async function main(sizes: readonly string[]): Promise<void> {
  const model = await openModel();
  console.log(
    JSON.stringify({ model: model?.modelId ?? 'fake', cores: availableParallelism(), node: process.version }),
  );
  for (const passages of sizes.length === 0 ? [10_000] : sizes.map(Number)) {
    const members = new SyntheticMembers(model ?? new FakeEmbeddingModel({ dimensions: 384, languages: 'any' }));
    const vault = await members.add(passages);
    const loads = [];
    for (let i = 0; i < LOADS; i += 1) loads.push(await members.load(vault));
    const times: number[] = [];
    for (let i = 0; i < WARM_UP + QUESTIONS; i += 1) {
      const took = await members.ask(vault, `what is ${members.question(8)}`);
      if (i >= WARM_UP) times.push(took);
    }
    const sorted = times.toSorted((a, b) => a - b);
    const quantile = (share: number): string => (sorted[Math.floor(share * sorted.length)] ?? 0).toFixed(1);
    console.log(
      JSON.stringify({
        passages,
        loadMs: loads.map(({ milliseconds }) => milliseconds),
        indexMegabytes: loads.at(-1)?.megabytes,
        questionMs: { p50: quantile(0.5), p95: quantile(0.95), max: quantile(0.999) },
      }),
    );
  }
  await model?.close();
}
