/** Puts a signed note where the server cannot reach it: kept, it shows later whether the log was rewritten. */
export function saveCheckpoint(note: string, size: number): void {
  const address = URL.createObjectURL(new Blob([note], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = `hearthlore-audit-${size}.checkpoint`;
  link.click();
  URL.revokeObjectURL(address);
}
