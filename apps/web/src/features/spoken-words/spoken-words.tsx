interface SpokenWordsProps {
  readonly label: string;
  readonly words: readonly string[];
}

/** Six words that two people compare by voice: they are the same only if nobody put another key in between. */
export function SpokenWords({ label, words }: SpokenWordsProps) {
  return (
    <div className="grid gap-1.5">
      <p className="text-sm font-medium">{label}</p>
      <ol aria-label={label} className="grid grid-cols-2 gap-2 sm:grid-cols-3" translate="no">
        {words.map((word, index) => (
          <li key={index} className="rounded-sm bg-sunken px-2.5 py-1.5 font-mono text-lg">
            {word}
          </li>
        ))}
      </ol>
    </div>
  );
}
