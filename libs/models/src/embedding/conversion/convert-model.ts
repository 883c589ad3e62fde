import { join } from 'node:path';
import type { EmbeddingModelEntry, ModelFile, ModelVariant } from '../registry/model-entry.js';
import { PartialFile } from '../store/partial-file.js';
import { type BertWeights, encodeBert } from './bert-graph.js';
import { ExternalWeights } from './external-weights.js';
import { FloatWeights } from './float-weights.js';
import { Int8Weights } from './int8-weights.js';
import { OnnxGraph } from './onnx-graph.js';
import { SafetensorsFile } from './safetensors.js';

/**
 * Writes the ONNX graph of a variant, and its weights, beside the safetensors file in `folder`.
 * The file must have been checked against its digest before.
 * @throws {ModelDigestError} if the result is not the pinned one; nothing of it is left then.
 */
export async function convertModel(folder: string, entry: EmbeddingModelEntry, variant: ModelVariant): Promise<void> {
  const source = await SafetensorsFile.open(join(folder, entry.weights.name));
  try {
    const { graph, weights } = entry.converted[variant];
    const onnx = new OnnxGraph();
    if (weights === undefined) return await writeGraph(folder, graph, onnx, new FloatWeights(onnx, source), entry);
    await whole(folder, weights, async (file) => {
      const external = new ExternalWeights(onnx, weights.name, file);
      await writeGraph(folder, graph, onnx, new Int8Weights(onnx, source, external), entry);
    });
  } finally {
    await source.close();
  }
}

async function writeGraph(
  folder: string,
  target: ModelFile,
  graph: OnnxGraph,
  weights: BertWeights,
  entry: EmbeddingModelEntry,
): Promise<void> {
  const bytes = await encodeBert(graph, weights, entry.architecture);
  await whole(folder, target, (file) => file.write(bytes));
}

async function whole(folder: string, target: ModelFile, fill: (file: PartialFile) => Promise<void>): Promise<void> {
  const file = await PartialFile.create(join(folder, target.name), target);
  try {
    await fill(file);
  } catch (error) {
    await file.discard();
    throw error;
  }
  await file.commit();
}
