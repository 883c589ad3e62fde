import { customType, timestamp, uuid } from 'drizzle-orm/pg-core';
import type { Id } from '@hearthlore/kernel';

/** `bytea`. The driver's buffers may share memory with others: rows get a copy of their own. */
export const bytes = customType<{ data: Uint8Array; driverData: Uint8Array }>({
  dataType: () => 'bytea',
  toDriver: (value) => Buffer.from(value.buffer, value.byteOffset, value.byteLength),
  fromDriver: (value) => new Uint8Array(value),
});

/** A UUID column that comes out with its brand. */
export const id = <T extends Id<string>>(name: string) => uuid(name).$type<T>();

export const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });
