import { createContext, useContext } from 'react';
import type { CitedPassage } from '../chat/chat-message.js';

interface CitationActions {
  /** The passage that the source panel shows. */
  readonly opened: CitedPassage | undefined;
  readonly open: (citation: CitedPassage) => void;
}

export const CitationContext = createContext<CitationActions>({ opened: undefined, open: () => undefined });

export const useCitationActions = (): CitationActions => useContext(CitationContext);
