import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsString, Length } from 'class-validator';
import { MayBeAbsent } from '../http/may-be-absent.decorator.js';

/** The field beside the file. */
export class ImportFields {
  @ApiPropertyOptional({ description: 'That the export was made with.' })
  @MayBeAbsent()
  @IsString()
  @Length(1, 1024)
  passphrase?: string;
}
