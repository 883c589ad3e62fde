import clsx from 'clsx';
import { memo, useMemo } from 'react';
import Markdown, { type Components, type Options } from 'react-markdown';
import rehypeSanitize, { defaultSchema } from 'rehype-sanitize';
import remarkGfm from 'remark-gfm';
import remend from 'remend';
import { CitationButton } from '../citation/citation-button.js';
import { rehypeCitationMarks } from '../citation/citation-marks.js';
import type { CitedPassage } from './chat-message.js';
import { OutsideLink } from './outside-link.js';

/**
 * The only elements an answer can become. No images: an image address is a way out for what a planted instruction
 * wants to send. No raw HTML, no ids, no classes, no inputs.
 */
const schema = {
  ...defaultSchema,
  tagNames: 'p br hr strong em del code pre blockquote ul ol li a h1 h2 h3 h4 h5 h6 table thead tbody tr th td'.split(
    ' ',
  ),
  attributes: { a: ['href'], ol: ['start'], th: ['align'], td: ['align'] },
  protocols: { href: ['http', 'https'] },
};

interface AnswerTextProps {
  readonly text: string;
  readonly citations: readonly CitedPassage[];
  readonly isStreaming: boolean;
}

export const AnswerText = memo(function AnswerText({ text, citations, isStreaming }: AnswerTextProps) {
  const components = useMemo((): Components => {
    const byNumber = new Map(citations.map((citation) => [String(citation.n), citation]));
    return {
      a: ({ href, children }) => <OutsideLink href={href}>{children}</OutsideLink>,
      sup: ({ node, children }) => {
        const citation = byNumber.get(String(node?.properties['dataCitation']));
        return citation === undefined ? <sup>{children}</sup> : <CitationButton citation={citation} />;
      },
      // the page has its own headings above the answer's
      h1: ({ children }) => <h3>{children}</h3>,
      h2: ({ children }) => <h3>{children}</h3>,
      h3: ({ children }) => <h4>{children}</h4>,
    };
  }, [citations]);
  const rehypePlugins = useMemo(
    (): NonNullable<Options['rehypePlugins']> => [
      [rehypeSanitize, schema],
      [rehypeCitationMarks, { known: new Set(citations.map(({ n }) => n)) }],
    ],
    [citations],
  );
  return (
    <div className={clsx('prose-answer', isStreaming && 'caret')}>
      <Markdown remarkPlugins={[remarkGfm]} rehypePlugins={rehypePlugins} components={components} skipHtml>
        {isStreaming ? remend(text) : text}
      </Markdown>
    </div>
  );
});
