import { EXPORT_STATES, type ExportState } from '@hearthlore/data-rights';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsString, Length } from 'class-validator';
import { MayBeAbsent } from '../http/may-be-absent.decorator.js';

export class CreateExportRequest {
  @ApiPropertyOptional({
    minLength: 8,
    maxLength: 1024,
    description: 'The file is encrypted with it (age); it is kept nowhere. Without one the file is a plain zip.',
  })
  @MayBeAbsent()
  @IsString()
  @Length(8, 1024)
  passphrase?: string;
}

export class ExportDto {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ enum: EXPORT_STATES })
  state!: ExportState;

  @ApiProperty({ description: 'Of the file; 0 until it is ready.' })
  bytes!: number;

  @ApiProperty({ description: 'Whether the file opens with a passphrase of its own.' })
  hasPassphrase!: boolean;

  @ApiProperty({ format: 'date-time' })
  createdAt!: string;

  @ApiProperty({ format: 'date-time' })
  expiresAt!: string;

  @ApiProperty({ format: 'uuid', nullable: true, type: String, description: 'The job that says how far it is.' })
  jobId!: string | null;
}

export class ExportListDto {
  @ApiProperty({ type: [ExportDto] })
  data!: ExportDto[];
}
