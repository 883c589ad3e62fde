interface ProgressProps {
  readonly label: string;
  /** 0 to 100. */
  readonly value: number;
}

export function Progress({ label, value }: ProgressProps) {
  return <progress aria-label={label} max={100} value={Math.round(value)} className="progress" />;
}
