import { describeEmbeddingModel } from './embedding-model.contract.js';
import { FakeEmbeddingModel } from './fake-embedding-model.js';

describeEmbeddingModel('FakeEmbeddingModel', () => Promise.resolve(new FakeEmbeddingModel()));
