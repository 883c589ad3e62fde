import { useTranslation } from 'react-i18next';
import leakage from '../../../../../docs/leakage.md?raw';
import { type StatementBlock, statementBlocks } from './statement.js';

const blocks = statementBlocks(leakage);

/** What a vector store on another server learns: the words that an operator reads before it is switched on. */
export function LeakageStatement() {
  const { t } = useTranslation();
  return (
    <details>
      <summary className="min-h-8 font-medium underline-offset-2 hover:underline">{t('vectors.statement')}</summary>
      <div className="mt-2 grid max-w-[68ch] gap-3">
        {blocks.map((block) => (
          <Block key={keyOf(block)} block={block} />
        ))}
      </div>
    </details>
  );
}

function Block({ block }: { readonly block: StatementBlock }) {
  if (block.type === 'paragraph') return <p>{withCode(block.text)}</p>;
  return (
    <ul className="grid list-disc gap-1.5 ps-5">
      {block.items.map((item) => (
        <li key={item}>{withCode(item)}</li>
      ))}
    </ul>
  );
}

const keyOf = (block: StatementBlock): string => (block.type === 'paragraph' ? block.text : block.items.join(' '));

/** Every second part stands between backticks. */
const withCode = (text: string) =>
  text.split('`').map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      <code key={`${index} ${part}`} className="font-mono text-sm">
        {part}
      </code>
    ),
  );
