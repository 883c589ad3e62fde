let isOpen = false;

/** Whether the server's events arrive. What follows something by them asks by itself only while they do not. */
export const connection = {
  isOpen: (): boolean => isOpen,
  set: (next: boolean): void => {
    isOpen = next;
  },
};
