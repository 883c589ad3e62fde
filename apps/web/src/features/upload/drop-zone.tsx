import clsx from 'clsx';
import { FileUp } from 'lucide-react';
import { type DragEvent, type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.js';
import { uploadQueue } from './uploads.js';

/** What the server can read; it looks at the content again, whatever the name says. */
const ACCEPT = '.pdf,.txt,.md,.markdown,.html,.htm,application/pdf,text/plain,text/markdown,text/html';

/** The button that every drop zone needs beside it (WCAG 2.2, 2.5.7). */
export function UploadButton({ look = 'primary' }: { readonly look?: 'primary' | 'secondary' }) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        accept={ACCEPT}
        hidden
        onChange={(event) => {
          uploadQueue.add([...(event.target.files ?? [])]);
          event.target.value = '';
        }}
      />
      <Button look={look} onClick={() => input.current?.click()}>
        <FileUp aria-hidden />
        {t('upload.choose')}
      </Button>
    </>
  );
}

interface DropZoneProps {
  /** Whether who looks may upload at all. */
  readonly isOpen: boolean;
  readonly children: ReactNode;
}

export function DropZone({ isOpen, children }: DropZoneProps) {
  const { t } = useTranslation();
  const [isOver, setOver] = useState(false);
  const allow = (event: DragEvent) => {
    if (!isOpen || !event.dataTransfer.types.includes('Files')) return;
    event.preventDefault();
    setOver(true);
  };
  const drop = (event: DragEvent) => {
    if (!isOpen) return;
    event.preventDefault();
    setOver(false);
    uploadQueue.add([...event.dataTransfer.files]);
  };
  return (
    <div
      onDragEnter={allow}
      onDragOver={allow}
      onDragLeave={(event) => {
        if (!(event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget))) setOver(false);
      }}
      onDrop={drop}
      className={clsx('relative rounded outline-offset-4', isOver && 'outline-2 outline-ember outline-dashed')}
    >
      {isOver && (
        <div className="pointer-events-none absolute inset-0 z-10 grid place-items-center rounded bg-ember-wash/90 text-lg font-medium">
          {t('upload.drop')}
        </div>
      )}
      {children}
    </div>
  );
}
