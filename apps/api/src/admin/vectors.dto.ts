import { ApiProperty } from '@nestjs/swagger';

const KINDS = ['sealed', 'qdrant'] as const;
const STATES = ['up', 'down'] as const;

class LayoutDto {
  @ApiProperty()
  onDisk!: boolean;

  @ApiProperty({ enum: ['none', 'int8'] })
  quantization!: 'none' | 'int8';

  @ApiProperty()
  shards!: number;

  @ApiProperty()
  replicas!: number;
}

export class VectorStoreDto {
  @ApiProperty({ enum: KINDS })
  kind!: (typeof KINDS)[number];

  @ApiProperty({
    enum: STATES,
    description: 'While it is down, the sealed vectors are searched, and what is new waits.',
  })
  state!: (typeof STATES)[number];

  @ApiProperty({ description: 'Documents of all members that wait for the vector store.' })
  waiting!: number;

  @ApiProperty({ type: String, nullable: true, description: 'Of the server; null for the sealed store.' })
  version!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  downSince!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'A code such as vector-store.unavailable.' })
  fault!: string | null;

  @ApiProperty({ description: 'Nothing is sent at the moment, so that nobody waits for a server that is down.' })
  isCircuitOpen!: boolean;

  @ApiProperty({ type: Boolean, nullable: true, description: 'A token opens one collection for five minutes.' })
  usesTokens!: boolean | null;

  @ApiProperty({
    type: Boolean,
    nullable: true,
    description: 'It demands the key. Without that, who reaches it reads it.',
  })
  demandsKey!: boolean | null;

  @ApiProperty({ description: 'One for each member who was signed in since.' })
  collections!: number;

  @ApiProperty()
  documents!: number;

  @ApiProperty({ description: 'At most.' })
  points!: number;

  @ApiProperty({ type: LayoutDto, nullable: true, description: 'How collections are made from now on.' })
  layout!: LayoutDto | null;
}

export class VectorUpkeepDto {
  @ApiProperty({ description: 'Documents that it was about.' })
  documents!: number;

  @ApiProperty({ description: 'Collections of nobody that were dropped.' })
  collections!: number;
}
