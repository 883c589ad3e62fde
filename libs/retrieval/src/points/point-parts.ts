import { DocumentReader } from '../ports/document-reader.port.js';
import { PointLedger } from '../ports/point-ledger.port.js';
import { ModelDimensions } from './model-dimensions.js';
import { PointCollections } from './point-collections.js';
import { PointSending } from './point-sending.js';
import { WrittenDocuments } from './written-documents.js';

/** What a comparison of ledger and store works with. */
export interface PointParts {
  readonly documents: DocumentReader;
  readonly ledger: PointLedger;
  readonly collections: PointCollections;
  readonly sending: PointSending;
  readonly dimensions: ModelDimensions;
  readonly written: WrittenDocuments;
}
